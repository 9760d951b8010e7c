import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnvironment } from '@octroi/agent/compose'
import { identityFiles } from '@octroi/agent/enrolment/identity-files'
import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { type RunningAgent, runAgent } from '@octroi/agent/run-agent'
import { hubClient } from '@octroi/agent/uplink/hub-client'
import { type ConnectLink, connectLink, type Link } from '@octroi/agent/uplink/mqtt-link'
import { readSigned } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import { until } from '@octroi/simulators/story/wait'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { PromptLock } from '../kit/running-agent.ts'
import { type Party, RunningHub } from '../kit/running-hub.ts'

/** What carries a device's messages and keeps the hub's commands for as long as it likes. */
class HoardingLink {
  readonly kept: Uint8Array[] = []
  isHoarding = true
  private link: Link | undefined
  private onMessage: ConnectLink['onMessage'] | undefined

  readonly connect = async (options: ConnectLink): Promise<Link> => {
    this.onMessage = options.onMessage
    this.link = await connectLink({
      ...options,
      onMessage: (channel, payload) => {
        const isCommand = channel === 'cmd' && readSigned(commandMessage, payload).ok
        if (isCommand) this.kept.push(payload)
        if (!isCommand || !this.isHoarding) options.onMessage(channel, payload)
      },
    })
    return this.link
  }

  end(): void {
    this.link?.end()
  }

  /** Brings the device what was kept. */
  release(): void {
    for (const payload of this.kept) this.onMessage?.('cmd', payload)
  }
}

const carrier = new HoardingLink()
const lock = new PromptLock()
const rejected: string[] = []
let [hub, owner, agent, journal, folder]: [RunningHub?, Party?, RunningAgent?, SqliteJournal?, string?] = []
let [device, asked] = ['', 0]

beforeAll(async () => {
  hub = await RunningHub.start()
  await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
  owner = await hub.party('account_holder')
  const headers = { 'idempotency-key': 'stale-command-order' }
  await hub.ask('POST', '/v1/orders', { account: owner.account, offer: 'own' }, { headers })
  folder = await mkdtemp(join(tmpdir(), 'octroi-stale-'))
  const environment = systemEnvironment()
  const { randomBytes, crypto } = environment
  const [identity, boot] = [await hub.enrolled(owner.account), randomBytes(16)]
  device = identity.device
  journal = await SqliteJournal.open({ path: join(folder, 'journal.sqlite'), boot, randomBytes, recordsAtMost: 10_000 })
  const quiet = () => undefined
  const told = { connected: quiet, disconnected: quiet, receipt: quiet, damaged: quiet, restored: quiet, obeyed: quiet }
  const report = { ...told, rejected: (detail: string) => void rejected.push(detail) }
  const { origin } = hub.hub
  const uplink = { hub: hubClient(origin, undefined), connect: carrier.connect, origin, mqttDial: undefined, report }
  const onFatal = (error: unknown): never => {
    throw error
  }
  const identities = identityFiles(folder, crypto, randomBytes)
  agent = await runAgent({ environment, journal, boot, identity, identities, driver: lock, uplink, onFatal })
  await connected()
})
afterAll(async () => {
  await agent?.stop()
  await journal?.close()
  await hub?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

const connected = () => until('the device is connected', async () => (agent?.isConnected() === true ? true : undefined))

async function command(): Promise<string> {
  const before = carrier.kept.length
  asked += 1
  const body = { device, service: 'trunk.access', action: 'open', form: 'command' }
  const headers = { 'idempotency-key': `stale-command-${asked}` }
  const answer = await hub?.ask('POST', '/v1/authorizations', body, { token: owner?.token ?? '', headers })
  expect(answer?.body).toMatchObject({ decision: 'granted' })
  await until('the command passes', async () => (carrier.kept.length > before ? true : undefined))
  return answer?.body.id
}

const uses = () => agent?.shell.state.uses.size

test('a command that was held back over the end of its session fires never, one that is played twice fires once', async () => {
  await command()
  carrier.end()
  await until('the session is over', async () => (agent?.isConnected() === false ? true : undefined))
  carrier.release()
  await connected()
  carrier.release()
  await until('both are refused', async () => (rejected.length === 2 ? true : undefined))
  expect(rejected).toEqual(Array.from({ length: 2 }, () => 'a command, as command_of_other_session'))
  expect(uses()).toBe(0)

  carrier.isHoarding = false
  carrier.kept.length = 0
  await command()
  await until('it opens', async () => (uses() === 1 ? true : undefined))
  carrier.release()
  await until('the other is refused', async () => (rejected.length === 3 ? true : undefined))
  expect(rejected[2]).toBe('a command, as command_used')
  expect(uses()).toBe(1)
})
