import * as nodeCrypto from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createAdaptorServer } from '@hono/node-server'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Logger } from 'pino'
import { ActingShell } from './acting/shell.ts'
import type { AgentState } from './acting/state.ts'
import type { AgentConfig } from './config.ts'
import type { Driver } from './drivers/driver.ts'
import { enrol } from './enrolment/enrol.ts'
import type { Identity, IdentityStore } from './enrolment/identity.ts'
import { identityFiles } from './enrolment/identity-files.ts'
import type { AgentEnvironment } from './environment.ts'
import type { Journal } from './journal/journal.ts'
import { Sealer } from './journal/sealer.ts'
import { SqliteJournal } from './journal/sqlite-journal.ts'
import { localInterface } from './local/local-interface.ts'
import { type HubClient, HubRefusal, hubClient } from './uplink/hub-client.ts'
import { Uplink, type UplinkReport } from './uplink/uplink.ts'

/** A running agent. */
export interface Agent {
  readonly device: Identity['device']
  readonly localUrl: string
  stop(): Promise<void>
}

const lingerMs = 500
const floorRoundMs = 60_000

export async function startAgent(config: AgentConfig, driver: Driver, log: Logger): Promise<Agent> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const environment = systemEnvironment()
  const { crypto, randomBytes, monotonicMs } = environment
  const hub = hubClient(config.hub, config.httpDial)
  const identities = identityFiles(config.dataDir, crypto, randomBytes)
  const identity = (await identities.get()) ?? (await enrolPersistently(config, environment, hub, identities, log))
  const boot = randomBytes(16)
  const journal = await SqliteJournal.open({
    path: join(config.dataDir, 'journal.sqlite'),
    boot,
    randomBytes,
    recordsAtMost: config.journalRecordsAtMost,
  })
  const fatal = (error: unknown): void => {
    // What is in memory may no longer be what is on the disk: only a new boot can tell.
    log.fatal({ err: error }, 'the journal failed')
    process.exit(1)
  }
  const sealer = new Sealer({ crypto, journal, signer: identity, lingerMs, onSealed: () => uplink.wake(), onFatal: fatal })
  const shell = new ActingShell({
    environment,
    journal,
    driver,
    initial: await initialState(environment, identity, journal, driver),
    onCommitted: () => sealer.wake(),
    onFatal: fatal,
  })
  const uplink = new Uplink({
    environment,
    hub,
    origin: config.hub,
    mqttDial: config.mqttDial,
    identity,
    identities,
    shell,
    journal,
    boot,
    report: uplinkReport(log),
  })
  sealer.sealLeftovers()
  await shell.boot()
  await driver.start(shell)
  uplink.start()

  const local = localInterface({ shell, journal, isConnected: () => uplink.isConnected, monotonicMs })
  const server = createAdaptorServer({ fetch: local.fetch }) as Server
  const port = await listen(server, config.localHost, config.localPort)
  const floor = setInterval(() => void saveFloor(shell, journal).catch(fatal), floorRoundMs)
  const localUrl = `http://${config.localHost}:${port}`
  log.info({ device: identity.device, localUrl, driver: config.driver }, 'the agent runs')
  return {
    device: identity.device,
    localUrl,
    stop: async () => {
      clearInterval(floor)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await driver.stop()
      shell.stop()
      await uplink.stop()
      sealer.stop()
      await saveFloor(shell, journal)
      await journal.close()
    },
  }
}

function systemEnvironment(): AgentEnvironment {
  return {
    monotonicMs: () => performance.now(),
    randomBytes: (length) => new Uint8Array(nodeCrypto.randomBytes(length)),
    crypto: nativeCrypto(nodeCrypto),
  }
}

/** The monotonic clock starts with the process, and so does a boot. */
async function initialState(
  { monotonicMs, crypto }: AgentEnvironment,
  identity: Identity,
  journal: Journal,
  driver: Driver,
): Promise<AgentState> {
  const { tenant, device } = identity
  const keyset = openKeyset(crypto, identity.keyset, identity)
  if (keyset === undefined) throw new Error('the kept key set is not signed by the pinned root key')
  const { uses, actions, readingEnds, epoch, floorMs } = await journal.remembered()
  const offered = Object.entries(driver.services).flatMap(([service, names]) => names.map((name) => `${service}:${name}`))
  const time = { bootedAtMs: monotonicMs(), ...(floorMs === undefined ? {} : { floorMs }) }
  return { tenant, device, keyset, time, offered: new Set(offered), uses, actions, readingEnds, epoch, nonces: [] }
}

/** Only hub time, carried by the monotonic clock, raises the floor. */
async function saveFloor(shell: ActingShell, journal: Journal): Promise<void> {
  const { state, nowMs } = shell.time()
  if (state === 'synced') await journal.saveFloor(nowMs)
}

const enrolRetryMs = 2000

/** Enrols, however long the hub is out of reach. A refusal is final: the claim code is wrong, used or expired. */
async function enrolPersistently(
  { tenant, claimCode, hub: origin }: AgentConfig,
  { crypto }: AgentEnvironment,
  hub: HubClient,
  identities: IdentityStore,
  log: Logger,
): Promise<Identity> {
  if (claimCode === undefined) throw new Error('The device has not enrolled: give its claim code in OCTROI_CLAIM_CODE.')
  for (;;) {
    try {
      return await enrol(crypto, hub, identities, { tenant, claimCode, origin })
    } catch (error) {
      if (error instanceof HubRefusal) throw error
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'the hub cannot be reached; enrolling again soon',
      )
      await new Promise((resolve) => setTimeout(resolve, enrolRetryMs))
    }
  }
}

function uplinkReport(log: Logger): UplinkReport {
  return {
    connected: () => log.info('connected'),
    disconnected: (reason, retryInMs) => log.info({ reason, retryInMs: Math.round(retryInMs) }, 'not connected'),
    receipt: ({ through, missing, time }, trimmed) =>
      log.info({ through, missing: missing.length, trimmed, hubTime: formatInstant(time) }, 'receipt'),
    rejected: (detail) => log.warn({ detail }, 'the hub sent what does not verify'),
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  return (server.address() as AddressInfo).port
}
