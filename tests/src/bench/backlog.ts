import { fork } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import { RunningHub } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'
import type { Asked, Bench, Figure, Told } from './measure.ts'

/** What the device's process is to do. */
export interface BacklogOrder {
  readonly does: 'fill' | 'sync'
  readonly folder: string
  readonly hub: string
  readonly tenant: string
  readonly claimCode: string
  readonly records: number
}

/** What the device's process tells. */
export type BacklogTold =
  | { readonly connected: true }
  | { readonly through: number; readonly rss: number }
  | { readonly synced: Synced }

interface Synced {
  readonly ms: number
  readonly most: { readonly up: number; readonly backlog: number }
  readonly resent: number
  /** How long each live event waited for its receipt, beside the backlog and without it. */
  readonly besideMs: readonly number[]
  readonly withoutMs: readonly number[]
}

interface Memory {
  /** As the device connected; the most until half of it was there, and the most from then on. */
  began: number
  firstHalf: number
  secondHalf: number
}

/**
 * A device that was out of reach comes back with so many readings while its trunk goes on being opened and closed: the
 * real agent and the real hub, each a process of its own, over the hub's broker.
 */
export const backlog: Bench = {
  title: ({ engine, records }) =>
    `A backlog of ${records.toLocaleString('en')} readings told to a hub on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, beside ten live events a second`,
  run: async (asked) => {
    const server = asked.engine === 'sqlite' ? undefined : await PostgresServer.start({ isDurable: true })
    const folder = await mkdtemp(join(tmpdir(), 'octroi-backlog-'))
    const hub = await RunningHub.startProcess(folder, undefined, { OCTROI_DATABASE_URL: await server?.database() })
    try {
      return await come(asked, hub, join(folder, 'device'))
    } finally {
      await hub.hub.stop()
      await server?.stop()
      await rm(folder, { recursive: true })
    }
  },
}

async function come({ records }: Asked, hub: RunningHub, folder: string): Promise<readonly Told[]> {
  const { account, subscription, order } = await settle(hub, folder, records)
  await device({ ...order, does: 'fill' }, () => undefined)
  const memory = { device: emptyMemory(), hub: emptyMemory() }
  let synced: Synced | undefined
  await device({ ...order, does: 'sync' }, async (told) => {
    if ('synced' in told) synced = told.synced
    if (!('through' in told)) return
    const half = told.through < records / 2 ? 'firstHalf' : 'secondHalf'
    note(memory.device, half, told.rss)
    note(memory.hub, half, await rssOf(hub.hub.pid))
  })
  if (synced === undefined) throw new Error('the device did not come through')
  const counted = await countedOf(hub, subscription)
  if (counted !== records) throw new Error(`${counted} of ${records} readings were counted, of ${account}`)
  return figuresOf(records, synced, memory)
}

async function settle(hub: RunningHub, folder: string, records: number) {
  await mkdir(folder)
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2000-01-01T00:00:00Z', openingCatalogue)
  const { account } = await hub.party('account_holder', 'UTC')
  const body = { account, offer: 'supply', startsAt: '2020-01-01T00:00:00Z' }
  const placed = await hub.ask('POST', '/v1/orders', body, { headers: { 'idempotency-key': 'the-order' } })
  if (placed.status !== 201) throw new Error(`the order was answered ${placed.status}`)
  const thing = { owner: account, label: 'Sample car', services: { 'trunk.access': ['open'], 'energy.supply': [] } }
  const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
  const { items } = (await hub.ask('GET', '/v1/subscriptions?limit=10')).body
  const order = { folder, hub: hub.hub.origin, tenant: await hub.tenant(), claimCode, records }
  return { account, subscription: items[0].id as string, order }
}

/** Resolves when the process has done what it was told. */
async function device(order: BacklogOrder, onTold: (told: BacklogTold) => Promise<void> | undefined): Promise<void> {
  const child = fork(join(root, 'tests/dist/bench/backlog-device.js'), [JSON.stringify(order)])
  child.on('message', (told: BacklogTold) => void onTold(told))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error(`the device ended with ${code}`)
}

/** Of all months that the readings lie in. */
async function countedOf(hub: RunningHub, subscription: string): Promise<number> {
  let counted = 0
  const now = new Date()
  for (let back = 0; back < 4; back++) {
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
    const [sum] = (await hub.ask('GET', `/v1/subscriptions/${subscription}/usage?period=${month}`)).body.items
    counted += sum?.records ?? 0
  }
  return counted
}

function figuresOf(records: number, synced: Synced, memory: { readonly device: Memory; readonly hub: Memory }): readonly Told[] {
  const without = delay('live events a second, without the backlog', synced.withoutMs)
  const beside = delay('live events a second, beside it', synced.besideMs)
  const ratio = (of: 'p50Ms' | 'p99Ms'): number => round((beside.ms?.[of] ?? 0) / (without.ms?.[of] ?? 1))
  return [
    { what: 'records of the backlog', perSecond: Math.round((records * 1000) / synced.ms) },
    without,
    { ...beside, ratios: { 'the p50 without it': ratio('p50Ms'), 'the p99 without it': ratio('p99Ms') } },
    { what: 'batches of the backlog on their way at once, at most', count: synced.most.backlog },
    { what: 'live ones', count: synced.most.up },
    { what: 'batches sent again', count: synced.resent },
    ...Object.entries(memory).flatMap(([side, { began, firstHalf, secondHalf }]) => [
      { what: `memory of the ${side} as it began`, bytes: began },
      { what: `the most until half was there`, bytes: firstHalf },
      { what: `the most from then on`, bytes: secondHalf },
    ]),
  ]
}

/** From the moment it happens to the hub's receipt. */
function delay(what: string, delaysMs: readonly number[]): Figure {
  const sorted = delaysMs.toSorted((left, right) => left - right)
  const at = (part: number): number => round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)
  return { what: `${what} (${sorted.length} of them)`, perSecond: 10, ms: { p50Ms: at(0.5), p99Ms: at(0.99) } }
}

function emptyMemory(): Memory {
  return { began: 0, firstHalf: 0, secondHalf: 0 }
}

function note(memory: Memory, half: 'firstHalf' | 'secondHalf', rss: number): void {
  if (memory.began === 0) memory.began = rss
  memory[half] = Math.max(memory[half], rss)
}

/** As Linux tells it, in pages of 4 KiB; 0 elsewhere. */
async function rssOf(pid: number | undefined): Promise<number> {
  const told = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0')
  return Number(told.split(' ')[1]) * 4096
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100
}
