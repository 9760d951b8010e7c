import { join } from 'node:path'
import { SqliteConnection } from '@octroi/hub/storage/sqlite/connection'
import { CompiledQuery } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Field } from '../kit/field.ts'
import { RunningHub } from '../kit/running-hub.ts'

/** A disk gives back other bytes than were sealed: the agent says so, stops sending them, and everything else goes on. */
let hub: RunningHub
let field: Field

beforeEach(async () => {
  hub = await RunningHub.start()
  field = await Field.around(hub)
})
afterEach(async () => {
  await field.close()
  await hub.stop()
})

interface Row {
  readonly first: number
  readonly last: number
  readonly envelope: Uint8Array
}

/** Changes one byte of the sealed batch of readings in the middle. */
async function damage(byteAt: (envelope: Uint8Array) => number): Promise<Row> {
  const connection = await SqliteConnection.open(join(field.agent.folder, 'data/journal.sqlite'))
  const query = 'select first, last, envelope from batches where last - first = 9 order by first'
  const { rows } = await connection.executeQuery<Row>(CompiledQuery.raw(query))
  const [, row] = rows
  if (row === undefined || rows.length !== 3) throw new Error(`${rows.length} batches were sealed`)
  const at = byteAt(row.envelope)
  const envelope = row.envelope.map((byte, index) => (index === at ? byte ^ 1 : byte))
  await connection.executeQuery(CompiledQuery.raw('update batches set envelope = ? where first = ?', [envelope, row.first]))
  await connection.close()
  return row
}

/** The signed part stands first in an envelope, as a byte string with its length in one or two bytes; it ends in the signature. */
function inSignature([, , kind = 0, high = 0, low = 0]: Uint8Array): number {
  const end = kind === 0x58 ? 4 + high : 5 + high * 256 + low
  return end - 10
}

test.each([
  ['its records', 'wrong_root', (envelope: Uint8Array) => envelope.length - 20, true],
  ['its signature', 'bad_signature', inSignature, false],
] as const)('in %s', { timeout: 20_000 }, async (_where, verdict, byteAt, isRangeSigned) => {
  await field.drained()
  field.cut()
  for (let batch = 0; batch < 3; batch++) {
    await field.read(10)
    await expect.poll(async () => (await field.status()).journal.unsealed).toBe(0)
  }
  await field.agent.shutDown()
  const { first, last } = await damage(byteAt)
  await field.agent.boot()
  field.restore()

  const { isWhole, readings } = await field.counted()
  expect({ isWhole, readings }).toEqual({ isWhole: true, readings: 20 })
  const { state, quarantined } = await field.device()
  expect(state).toBe('enrolled')
  const entries = quarantined.map((entry: { verdict: string; first?: number; last?: number }) => [
    entry.verdict,
    entry.first,
    entry.last,
  ])
  expect(entries).toEqual(
    expect.arrayContaining([['gap', first, last], isRangeSigned ? [verdict, first, last] : [verdict, undefined, undefined]]),
  )
  expect(entries).toHaveLength(2)
  const events = (await field.ask('GET', `/v1/devices/${field.agent.device}/events`)).body.items
  expect(events).toContainEqual(expect.objectContaining({ type: 'fault', detail: 'batch_damaged' }))

  // Neither on this connection nor after another boot does it come again.
  const told = (await field.status()).journal.lastSeq
  await field.agent.shutDown()
  await field.agent.boot()
  await field.read(5)
  expect((await field.counted()).readings).toBe(25)
  expect((await field.device()).quarantined).toHaveLength(2)
  expect((await field.status()).journal.lastSeq).toBe(told + 6)
})
