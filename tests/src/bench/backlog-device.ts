import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { systemEnvironment } from '@octroi/agent/compose'
import { enrolPersistently } from '@octroi/agent/enrolment/enrol-persistently'
import { identityFiles } from '@octroi/agent/enrolment/identity-files'
import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { runAgent } from '@octroi/agent/run-agent'
import { hubClient } from '@octroi/agent/uplink/hub-client'
import type { TenantId } from '@octroi/shared/ids/id'
import { until } from '@octroi/simulators/story/wait'
import { PromptLock } from '../kit/running-agent.ts'
import type { BacklogOrder, BacklogTold } from './backlog.ts'
import { TappedLink } from './tapped-link.ts'

/** A reading each two seconds: a million of them are 23 days. */
const readingMs = 2000
const [readingsAtOnce, quantity] = [1000, 1_000_000_000n]
const liveEveryMs = 100
/** Of those that are told once the backlog is there. */
const eventsWithout = 300

/** The device of `npm run bench -- backlog` as a process of its own: the real agent, with its connection tapped. */
async function main(order: BacklogOrder): Promise<void> {
  const environment = systemEnvironment()
  const { crypto, randomBytes } = environment
  const [link, lock, boot] = [new TappedLink(), new PromptLock(), randomBytes(16)]
  const identities = identityFiles(order.folder, crypto, randomBytes)
  const recordsAtMost = order.records * 2 + 100_000
  const journal = await SqliteJournal.open({ path: join(order.folder, 'journal.sqlite'), boot, randomBytes, recordsAtMost })
  const client = hubClient(order.hub, undefined)
  const claim = { tenant: order.tenant as TenantId, claimCode: order.claimCode, origin: order.hub }
  const identity = (await identities.get()) ?? (await enrolPersistently(environment, client, identities, claim, fail))
  const hub: typeof client = { post: (...asked) => (link.isCut ? Promise.reject(new Error('cut')) : client.post(...asked)) }
  const quiet = () => undefined
  const report = {
    ...{ connected: () => tell({ connected: true }), disconnected: quiet, receipt: quiet, rejected: quiet },
    ...{ damaged: quiet, restored: quiet, obeyed: quiet },
  }
  const uplink = { hub, connect: link.connect, origin: order.hub, mqttDial: undefined, report }
  const parts = { environment, journal, boot, identity, identities, driver: lock, uplink, onFatal: fail }
  const { sealedThrough } = await journal.status()
  const agent = await runAgent(parts)
  await until('it is connected', async () => (agent.isConnected() ? true : undefined))
  if (order.does === 'fill') {
    link.cut()
    await fill(lock, order.records)
    await until('everything is sealed', async () => ((await journal.status()).unsealed === 0 ? true : undefined), 60_000)
  } else {
    await sync(link, lock, sealedThrough)
  }
  await agent.stop()
  await journal.close()
  process.disconnect()
}

async function fill(lock: PromptLock, records: number): Promise<void> {
  const fromMs = Date.now() - (records + 60) * readingMs
  for (let told = 0; told < records; told += readingsAtOnce) {
    const readings = Array.from({ length: Math.min(readingsAtOnce, records - told) }, (_, index) => {
      const startMs = fromMs + (told + index) * readingMs
      const reading = { type: 'reading', service: 'energy.supply', meter: 'energy' } as const
      return { ...reading, startMs, endMs: startMs + readingMs, quantity }
    })
    await lock.observe(...readings)
  }
}

/** Something happens ten times a second, until the backlog is there and for some time longer. */
async function sync(link: TappedLink, lock: PromptLock, backlogThrough: number): Promise<void> {
  const startedAtMs = performance.now()
  let [happened, syncedMs, without] = [0, 0, 0]
  let besideMs: readonly number[] = []
  for (let toldMs = 0; without < eventsWithout; ) {
    link.happens()
    await lock.observe({ type: happened++ % 2 === 0 ? 'opened' : 'closed', service: 'trunk.access' })
    await wait(liveEveryMs)
    const nowMs = performance.now()
    if (nowMs - toldMs >= 500) {
      toldMs = nowMs
      tell({ through: link.through, rss: process.memoryUsage().rss })
    }
    if (syncedMs > 0) without++
    else if (link.through >= backlogThrough) {
      syncedMs = nowMs - startedAtMs
      // What happened beside the backlog was answered by now, or counts to what comes.
      besideMs = link.delaysMs.splice(0)
    }
  }
  await until('every event is answered', async () => (besideMs.length + link.delaysMs.length === happened ? true : undefined))
  tell({ synced: { ms: syncedMs, most: link.most, resent: link.resent, besideMs, withoutMs: link.delaysMs } })
}

function tell(told: BacklogTold): void {
  process.send?.(told)
}

function fail(reason: unknown): never {
  throw reason instanceof Error ? reason : new Error(String(reason))
}

await main(JSON.parse(process.argv[2] ?? '') as BacklogOrder)
