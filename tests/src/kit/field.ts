import { systemEnvironment } from '@octroi/agent/compose'
import { localStatusSchema } from '@octroi/shared/api/local'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { type KeyPair, keyPairOf } from '@octroi/shared/crypto/crypto'
import { signMessage } from '@octroi/shared/wire/message'
import { presentationMessage } from '@octroi/shared/wire/messages/permit'
import { Merchant } from '@octroi/simulators/merchant/merchant'
import { until } from '@octroi/simulators/story/wait'
import { Network } from './network.ts'
import { openingCatalogue } from './opening-catalogue.ts'
import { type AgentSettings, RunningAgent } from './running-agent.ts'
import { type Answer, crypto, type Party, type RunningHub } from './running-hub.ts'

/** Readings are told by the half hour. */
export const readingMs = 1_800_000
/** Of one reading, in Wh. */
const readingWh = 250n

interface Grant {
  readonly id: string
  readonly permit: string
}

/**
 * A real agent in the field, behind a network that can be cut, with the hub it belongs to: a car that meters what it uses
 * and whose trunk a merchant may open. Time passes for the agent by its own monotonic clock.
 */
export class Field {
  hub: RunningHub
  readonly agent: RunningAgent
  /** Takes the merchant's confirmations. */
  server: Merchant
  private readonly secret: string
  private readonly merchant: Party
  private readonly network: Network
  private readonly passed: { ms: number }
  private readonly holder: KeyPair = keyPairOf(crypto, new Uint8Array(32).fill(7))
  private readonly serverPort: number
  private asked = 0
  /** Where the next reading begins, and how many were told. */
  private nextReadingMs: number
  readings = 0
  openings = 0

  private constructor(parts: Parts) {
    this.hub = parts.hub
    this.agent = parts.agent
    this.server = parts.server
    this.serverPort = parts.server.port
    this.secret = parts.secret
    this.merchant = parts.merchant
    this.network = parts.network
    this.passed = parts.passed
    this.nextReadingMs = parts.fromMs
  }

  /** Readings begin at `fromMs`; without it a month ago, so that none lies ahead. */
  static async around(
    hub: RunningHub,
    fromMs = Date.now() - 30 * 86_400_000,
    more: Pick<AgentSettings, 'journalRecordsAtMost'> = {},
  ): Promise<Field> {
    await hub.ask('POST', '/v1/catalogue/versions?effectiveFrom=2020-01-01T00:00:00Z', openingCatalogue)
    const [owner, merchant] = [await hub.party('account_holder', 'UTC'), await hub.party('partner', 'UTC')]
    const startsAt = new Date(Math.min(fromMs, Date.now()) - 86_400_000).toISOString()
    const order = async (account: string, offer: string): Promise<void> => {
      const body = { account, offer, startsAt }
      const { status, body: answer } = await hub.ask('POST', '/v1/orders', body, once(`${offer}-order`))
      if (status !== 201) throw new Error(JSON.stringify(answer))
    }
    await order(owner.account, 'own')
    await order(owner.account, 'supply')
    await order(merchant.account, 'merchant')
    const consent = { grantee: merchant.account, service: 'trunk.access', from: startsAt }
    await hub.ask('POST', '/v1/consents', consent, { token: owner.token, ...once('the-consent') })
    const confirmed = await Merchant.listen()
    const { secret } = (
      await hub.ask('POST', '/v1/webhook-endpoints', { url: confirmed.url }, { token: merchant.token, ...once('the-endpoint') })
    ).body
    confirmed.verifyWith(secret)
    const thing = { owner: owner.account, label: 'Sample car', services: { 'trunk.access': ['open'], 'energy.supply': [] } }
    const { claimCode } = (await hub.ask('POST', '/v1/devices', thing)).body
    const network = await Network.to(hub)
    const passed = { ms: 0 }
    const machine = systemEnvironment()
    const environment = { ...machine, monotonicMs: () => machine.monotonicMs() + passed.ms }
    const settings = { hub: hub.hub.origin, tenant: await hub.tenant(), claimCode, ...network.gateways, environment, ...more }
    const agent = await RunningAgent.start(settings)
    return new Field({
      hub,
      agent,
      merchant,
      secret,
      server: confirmed,
      network,
      passed,
      fromMs: fromMs - (fromMs % readingMs),
    })
  }

  async close(): Promise<void> {
    await this.agent.remove()
    await this.server.close()
    await this.network.close()
  }

  cut(): void {
    this.network.cut()
  }

  restore(): void {
    this.network.restore()
  }

  /** The merchant's server comes back where it was. */
  async serverBack(): Promise<void> {
    this.server = await Merchant.listen(this.serverPort)
    this.server.verifyWith(this.secret)
  }

  /** Time passes for the agent, at once. */
  pass(ms: number): void {
    this.passed.ms += ms
  }

  /** The meter tells its next readings. */
  async read(count: number): Promise<void> {
    const readings = Array.from({ length: count }, (_, index) => {
      const startMs = this.nextReadingMs + index * readingMs
      const quantity = readingWh * 1_000_000_000n
      return {
        type: 'reading',
        service: 'energy.supply',
        meter: 'energy',
        startMs,
        endMs: startMs + readingMs,
        quantity,
      } as const
    })
    const journalled = await this.agent.lock.observe(...readings)
    if (journalled !== count) throw new Error(`${journalled} of ${count} readings were journalled`)
    this.nextReadingMs += count * readingMs
    this.readings += count
  }

  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.hub.ask(method, path, body)
  }

  /** The merchant asks to open the trunk. `nowMs` is the time it goes by. */
  async permit(nowMs = Date.now(), minutes = 30, more: { readonly reference?: string } = {}): Promise<Grant> {
    const window = { from: new Date(nowMs).toISOString(), until: new Date(nowMs + minutes * 60_000).toISOString() }
    const request = { device: this.agent.device, service: 'trunk.access', action: 'open', window }
    const body = { ...request, holderKey: toBase64url(this.holder.publicKey), ...more }
    const as = { token: this.merchant.token, ...once(`permit-number-${++this.asked}`) }
    const { body: answer } = await this.hub.ask('POST', '/v1/authorizations', body, as)
    if (answer.permit === undefined) throw new Error(JSON.stringify(answer))
    return answer
  }

  /** The courier presents a permit: what the agent answers. */
  async present({ permit }: Grant): Promise<{ readonly status: number; readonly code?: string }> {
    const { localUrl, device } = this.agent
    const { nonce } = (await (await fetch(`${localUrl}/nonce`)).json()) as { nonce: string }
    const permitHash = crypto.sha256(decodeBase64url(permit))
    const claims = { device, action: 'trunk.access:open', nonce: decodeBase64url(nonce), permitHash }
    const presentation = toBase64url(signMessage(crypto, presentationMessage, claims, this.holder))
    const answer = await fetch(`${localUrl}/permits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ permit, presentation }),
    })
    return { status: answer.status, ...((await answer.json()) as object) }
  }

  /** Presents it, and closes the trunk once it is open. */
  async open(grant: Grant): Promise<void> {
    const answer = await this.present(grant)
    if (answer.status !== 200) throw new Error(`refused: ${answer.code}`)
    await until('the trunk opens', async () =>
      (await this.status()).actions['trunk.access']?.phase === 'opened' ? true : undefined,
    )
    await this.agent.lock.close()
    this.openings++
  }

  async status() {
    return localStatusSchema.parse(await (await fetch(`${this.agent.localUrl}/status`)).json())
  }

  /** Waits until the hub has answered everything the agent wrote; returns how it then holds the journal. */
  async drained(): Promise<{ readonly isWhole: boolean; readonly through: number }> {
    await until('everything is answered', async () => {
      const { connected, journal } = await this.status()
      return connected && journal.lastSeq === journal.acknowledgedThrough ? true : undefined
    })
    const { through, missing } = (await this.device()).journal
    return { isWhole: missing.length === 0 && through === (await this.status()).journal.lastSeq, through }
  }

  async device() {
    return (await this.hub.ask('GET', `/v1/devices/${this.agent.device}`)).body
  }

  async outcome({ id }: Grant): Promise<string> {
    return (await this.hub.ask('GET', `/v1/authorizations/${id}`)).body.outcome
  }

  /** Everything that was told, as it must come out once the hub has all of it: nothing lost, nothing doubled. */
  get told(): Counted {
    const [readings, openings] = [this.readings, this.openings]
    return { isWhole: true, readings, whs: BigInt(readings) * readingWh, openings, owed: (openings * 2.4).toFixed(2) }
  }

  /** What the hub counted once it has answered everything, and what the ledger says is owed for openings. */
  async counted(): Promise<Counted> {
    const { isWhole } = await this.drained()
    const months = Object.values(await this.usage())
    const readings = months.reduce((sum, { records }) => sum + records, 0)
    const whs = months.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)
    const { items } = (await this.hub.ask('GET', `/v1/subscriptions/${await this.subscription('merchant')}/charges?limit=100`))
      .body
    const balances: readonly { account: string; balance: string }[] = (await this.hub.ask('GET', '/v1/ledger/balances')).body
      .items
    const owed = balances.find(({ account }) => account.startsWith('accrued'))?.balance ?? '0.00'
    return { isWhole, readings, whs, openings: items.length, owed }
  }

  /** The usage of the meter, by month. */
  async usage(): Promise<Readonly<Record<string, { readonly records: number; readonly quantity: string }>>> {
    const supply = await this.subscription('supply')
    const found: Record<string, { records: number; quantity: string }> = {}
    for (const month of this.months()) {
      const [sum] = (await this.hub.ask('GET', `/v1/subscriptions/${supply}/usage?period=${month}`)).body.items
      if (sum !== undefined) found[month] = sum
    }
    return found
  }

  /** The merchant's confirmations, as the hub keeps them. */
  async deliveries(): Promise<readonly { readonly type: string; readonly state: string; readonly attempts: number }[]> {
    return (await this.hub.ask('GET', '/v1/webhook-deliveries')).body.items
  }

  private async subscription(offer: string): Promise<string> {
    const { items } = (await this.hub.ask('GET', '/v1/subscriptions?limit=100')).body
    return items.find((each: { offer: string }) => each.offer === offer).id
  }

  private months(): readonly string[] {
    const months = new Set<string>()
    for (let index = 0; index < this.readings; index++) {
      months.add(new Date(this.nextReadingMs - (index + 1) * readingMs).toISOString().slice(0, 7))
    }
    return [...months].toSorted()
  }
}

interface Counted {
  /** The hub holds the journal to its end, without a hole. */
  readonly isWhole: boolean
  readonly readings: number
  readonly whs: bigint
  readonly openings: number
  readonly owed: string
}

interface Parts {
  readonly hub: RunningHub
  readonly agent: RunningAgent
  readonly server: Merchant
  readonly secret: string
  readonly merchant: Party
  readonly network: Network
  readonly passed: { ms: number }
  readonly fromMs: number
}

function once(key: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'idempotency-key': key } }
}
