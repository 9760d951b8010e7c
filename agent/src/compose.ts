import * as nodeCrypto from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Logger } from 'pino'
import { monotonicClock } from './clock/monotonic.ts'
import { systemTimers } from './clock/timers.ts'
import type { AgentConfig } from './config.ts'
import type { Driver } from './drivers/driver.ts'
import { enrolPersistently } from './enrolment/enrol-persistently.ts'
import type { Identity, IdentityStore } from './enrolment/identity.ts'
import { identityFiles } from './enrolment/identity-files.ts'
import type { AgentEnvironment } from './environment.ts'
import { SqliteJournal } from './journal/sqlite-journal.ts'
import { localInterface } from './local/local-interface.ts'
import { runAgent } from './run-agent.ts'
import { hubClient } from './uplink/hub-client.ts'
import { connectLink } from './uplink/mqtt-link.ts'
import type { UplinkReport } from './uplink/uplink.ts'

/** A running agent. */
export interface Agent {
  readonly device: Identity['device']
  readonly localUrl: string
  stop(): Promise<void>
}

export interface AgentSurroundings {
  readonly driver: Driver
  readonly log: Logger
  /** The journal failed: what is in memory may no longer be what is on the disk, and only a new boot can tell. */
  readonly onFatal: (error: unknown) => void
  /** The machine it runs on, where that is not to be asked itself. */
  readonly environment?: AgentEnvironment
}

export async function startAgent(
  config: AgentConfig,
  { driver, log, onFatal, environment = systemEnvironment() }: AgentSurroundings,
): Promise<Agent> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const { crypto, randomBytes } = environment
  const identities = identityFiles(config.dataDir, crypto, randomBytes)
  const boot = randomBytes(16)
  const path = join(config.dataDir, 'journal.sqlite')
  // First of all: the journal is held alone, so that of two agents on one folder only one goes any further.
  const journal = await SqliteJournal.open({ path, boot, randomBytes, recordsAtMost: config.journalRecordsAtMost })
  const identity = await keptOrEnrolled(config, environment, identities, log)
  const hub = hubClient(config.hub, config.httpDial, identity.ca)
  const { hub: origin, mqttDial } = config
  const uplink = { hub, connect: connectLink, origin, mqttDial, report: uplinkReport(log) }
  const running = await runAgent({ environment, journal, boot, identity, identities, driver, uplink, onFatal })
  const local = localInterface({ environment, ...running, journal })
  const server = createAdaptorServer({ fetch: local.fetch }) as Server
  const port = await listen(server, config.localHost, config.localPort)
  const localUrl = `http://${config.localHost}:${port}`
  log.info({ device: identity.device, localUrl, driver: config.driver }, 'the agent runs')
  return {
    device: identity.device,
    localUrl,
    stop: async () => {
      await closeServer(server)
      await running.stop()
      await journal.close()
    },
  }
}

export function systemEnvironment(): AgentEnvironment {
  return {
    monotonicMs: monotonicClock(),
    timers: systemTimers,
    randomBytes: (length) => new Uint8Array(nodeCrypto.randomBytes(length)),
    crypto: nativeCrypto(nodeCrypto),
  }
}

/** What was pinned at enrolment counts from then on, whatever the configuration says. */
async function keptOrEnrolled(
  { tenant, claimCode, hub: origin, httpDial, ca: caFile }: AgentConfig,
  environment: AgentEnvironment,
  identities: IdentityStore,
  log: Logger,
): Promise<Identity> {
  const kept = await identities.get()
  if (kept !== undefined) return kept
  if (claimCode === undefined) throw new Error('The device has not enrolled: give its claim code in OCTROI_CLAIM_CODE.')
  const ca = caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }
  const hub = hubClient(origin, httpDial, ca.ca)
  return enrolPersistently(environment, hub, identities, { tenant, claimCode, origin, ...ca }, (reason) =>
    log.warn({ reason }, 'the hub cannot be reached; enrolling again soon'),
  )
}

function uplinkReport(log: Logger): UplinkReport {
  return {
    connected: () => log.info('connected'),
    disconnected: (reason, retryInMs) => log.info({ reason, retryInMs: Math.round(retryInMs) }, 'not connected'),
    receipt: ({ through, missing, time }, trimmed) =>
      log.info({ through, missing: missing.length, trimmed, hubTime: formatInstant(time) }, 'receipt'),
    restored: ({ through }) =>
      log.warn({ through }, 'the hub holds more of the journal than this device: its disk was restored or replaced'),
    damaged: (range) => log.error(range, 'a sealed batch was damaged on the disk: its records are lost'),
    obeyed: ({ authorization }) => log.info({ authorization }, 'does what the hub tells it to do'),
    rejected: (detail) => log.warn({ detail }, 'the hub sent what does not verify'),
  }
}

/** Answers what is under way for a moment longer. */
async function closeServer(server: Server): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), 500)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(deadline)
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  return (server.address() as AddressInfo).port
}
