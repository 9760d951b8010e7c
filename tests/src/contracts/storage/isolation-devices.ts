import type { DeviceStore } from '@octroi/hub/devices/device.store'
import { troubles } from '@octroi/hub/devices/device-filter'
import { suspensionRows } from './isolation-quotas.ts'
import { noPage, page, type Reading, reads, readsEach, type Writing, writes } from './isolation-rows.ts'
import { bytesOf, rowsOf } from './isolation-world.ts'
import { bytes, sampleSession } from './samples.ts'

/** Devices, their keys and sessions, and whose they were. */
export const deviceRows: Readonly<Record<keyof DeviceStore, Reading | Writing>> = {
  insert: writes(({ devices }, { second }, mark) => devices.insert(rowsOf(second, mark).device)),
  get: readsEach(undefined, ({ devices }, { device }) => devices.get(device)),
  list: reads([noPage, noPage], async ({ devices }, { first }) => [
    await devices.list(page),
    await devices.list(page, first.account),
  ]),
  search: reads([noPage, noPage], async ({ devices }, { first }) => [
    await devices.search(page, { owner: first.account }),
    await devices.search(page, { text: 'mark' }),
  ]),
  getAll: reads([], ({ devices }, { first, second }) => devices.getAll([first.device, second.device])),
  count: reads({ count: 0, found: noPage }, async ({ devices }) => ({
    count: await devices.count('registered', 10),
    found: await devices.search(page, { state: 'registered' }),
  })),
  troubled: reads([noPage, noPage, noPage, noPage, []], async ({ devices }, { first }) => {
    const found: unknown[] = []
    for (const trouble of troubles) found.push(await devices.troubled(page, trouble, 1_000_000))
    return [...found, await devices.contacts([first.device])]
  }),
  noteConnected: writes(({ devices }, { first }, mark) => devices.noteConnected(first.device, 700 + mark)),
  noteTold: writes(({ devices }, { first }, mark) =>
    devices.noteTold(first.device, { atMs: 700 + mark, seq: 9, timeState: 'synced' }),
  ),
  contacts: reads([], ({ devices }, { first, second }) => devices.contacts([first.device, second.device])),
  owners: reads([], ({ devices }, { first }) => devices.owners(first.device)),
  transfer: writes(({ devices }, { first: { device, account: from, grantee: to } }, mark) =>
    devices.transfer({ device, from, to, atMs: 500 + mark }),
  ),
  setState: writes(({ devices }, { first }) => devices.setState(first.device, 'frozen')),
  insertClaim: writes(({ devices }, { first, second }, mark) =>
    devices.insertClaim(first.device, { hash: bytesOf(second), expiresAtMs: 700 + mark }),
  ),
  findClaim: readsEach(undefined, ({ devices }, row) => devices.findClaim(bytesOf(row))),
  useClaim: writes(({ devices }, { first }, mark) => devices.useClaim(bytesOf(first), bytes(32, mark))),
  insertKey: writes(({ devices }, { first, second }, mark) =>
    devices.insertKey({ device: first.device, publicKey: bytesOf(second), enrolledAtMs: 700 + mark }),
  ),
  keys: reads([], ({ devices }, { first }) => devices.keys(first.device)),
  spendNonce: writes(({ devices }, { first, second }) => devices.spendNonce(first.device, bytesOf(second), 300, 200)),
  ...suspensionRows,
  endSession: writes(({ devices }, { first }) => devices.endSession(first.device)),
  putSession: writes(({ devices }, { first, second }, mark) =>
    devices.putSession(sampleSession({ device: first.device, tokenHash: bytesOf(second), expiresAtMs: 1000 + mark })),
  ),
  hasSession: reads([false, false, false], async ({ devices }, { first, second }) => [
    await devices.hasSession(first.device, bytesOf(first), 0),
    await devices.hasSession(first.device, bytesOf(first), 1001),
    await devices.hasSession(first.device, bytesOf(second), 0),
  ]),
  setEpoch: writes(({ devices }, { first }, mark) => devices.setEpoch(first.device, 700 + mark)),
  revocations: readsEach(undefined, ({ devices }, { device }) => devices.revocations(device)),
  putRevocations: writes(({ devices }, { first }, mark) =>
    devices.putRevocations(first.device, { version: 700 + mark, epoch: 1, deny: [] }),
  ),
  takeSession: writes(({ devices }, { first }) => devices.takeSession(first.device, bytesOf(first), 0)),
}
