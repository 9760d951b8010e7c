import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { AccountId, TenantId } from '@octroi/shared/ids/id'
import { sql } from 'kysely'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import { type Fill, filledId, RowFiller, rowId } from '../kit/row-filler.ts'
import { RunningHub } from '../kit/running-hub.ts'
import { type Asked, Load } from './load.ts'
import type { Engine } from './measure.ts'

/** Each key may ask so often a minute; many together ask as often as the hub can answer. */
const keys = 60

interface People {
  readonly tenant: TenantId
  readonly owner: AccountId
  readonly device: string
  /** API keys of the merchant. */
  readonly tokens: readonly string[]
}

/** A merchant that asks for openings on the cars of ever more owners. */
export class Askers {
  private readonly server: PostgresServer | undefined
  private readonly databaseUrl: string | undefined
  private readonly folder: string
  private readonly people: People
  private hub: RunningHub | undefined
  private rows = 0
  private asked = 0

  private constructor(
    server: PostgresServer | undefined,
    { databaseUrl, folder, people }: { databaseUrl: string | undefined; folder: string; people: People },
  ) {
    this.server = server
    this.databaseUrl = databaseUrl
    this.folder = folder
    this.people = people
  }

  static async open(engine: Engine): Promise<Askers> {
    const server = engine === 'sqlite' ? undefined : await PostgresServer.start({ isDurable: true })
    const databaseUrl = await server?.database()
    const folder = await mkdtemp(join(tmpdir(), 'octroi-askers-'))
    const hub = await RunningHub.startProcess(folder, undefined, { OCTROI_DATABASE_URL: databaseUrl })
    const people = await settle(hub)
    await hub.hub.stop()
    return new Askers(server, { databaseUrl, folder, people })
  }

  get origin(): string {
    if (this.hub === undefined) throw new Error('the hub is not there')
    return this.hub.hub.origin
  }

  /** While the hub rests: so many owners, each with a car, an entitlement and a consent for the merchant. */
  async fillTo(rows: number): Promise<void> {
    const { databaseUrl, folder, people } = this
    const filler = await RowFiller.open(databaseUrl === undefined ? { file: join(folder, 'hub.sqlite') } : { databaseUrl })
    await filler.fill(people.tenant, fillsOf(people), this.rows + 1, rows)
    await filler.close()
    this.rows = rows
  }

  /** What the hub answers to the first request. */
  async begin(): Promise<string> {
    this.hub = await RunningHub.startProcess(this.folder, undefined, { OCTROI_DATABASE_URL: this.databaseUrl })
    const load = new Load(this.origin, 1)
    const { status, body } = await load.post(this.next())
    load.close()
    if (status !== 201) throw new Error(`the first request was answered ${status}: ${body}`)
    return body
  }

  /** An opening of some owner's car, another each time. */
  next(): Asked {
    const { tokens } = this.people
    const nth = this.asked++
    // A prime step visits all of them in no order that an index has.
    const device = filledId('device', ((nth * 7919) % this.rows) + 1)
    const fromMs = Date.now()
    const window = { from: new Date(fromMs).toISOString(), until: new Date(fromMs + 600_000).toISOString() }
    const body = { device, service: 'trunk.access', action: 'open', window, holderKey, reference: `parcel ${nth}` }
    return {
      path: '/v1/authorizations',
      headers: { authorization: `Bearer ${tokens[nth % tokens.length]}`, 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    }
  }

  async pause(): Promise<void> {
    await this.hub?.hub.stop()
    this.hub = undefined
  }

  async close(): Promise<void> {
    await this.pause()
    await rm(this.folder, { recursive: true })
    await this.server?.stop()
  }
}

/** The base point of the curve: a key like any other. */
const holderKey = toBase64url(new Uint8Array([0x58, ...new Uint8Array(31).fill(0x66)]))

async function settle(hub: RunningHub): Promise<People> {
  const asked = async (method: string, path: string, body: unknown, token?: string) => {
    const headers = { 'idempotency-key': randomUUID() }
    const answer = await hub.ask(method, path, body, { ...(token === undefined ? {} : { token }), headers })
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer
  }
  await asked('POST', '/v1/catalogue/versions?effectiveFrom=2000-01-01T00:00:00Z', openingCatalogue)
  const [owner, merchant] = [await hub.party('account_holder'), await hub.party('partner')]
  const { device } = await hub.enrolled(owner.account)
  const startsAt = '2026-01-01T00:00:00Z'
  await asked('POST', '/v1/orders', { account: owner.account, offer: 'own', startsAt })
  await asked('POST', '/v1/orders', { account: merchant.account, offer: 'merchant', startsAt })
  await asked('POST', '/v1/consents', { grantee: merchant.account, service: 'trunk.access', from: startsAt }, owner.token)
  const tokens: string[] = []
  while (tokens.length < keys) {
    const path = `/v1/accounts/${merchant.account}/api-keys`
    tokens.push((await asked('POST', path, { role: 'partner', label: 'bench' })).body.token as string)
  }
  return { tenant: await hub.tenant(), owner: owner.account, device, tokens }
}

function fillsOf({ owner, device }: People): readonly Fill[] {
  return [
    { table: 'accounts', like: sql`account = ${sql.lit(owner)}`, set: { account: rowId('account') } },
    { table: 'devices', like: sql`device = ${sql.lit(device)}`, set: { device: rowId('device'), owner: rowId('account') } },
    {
      table: 'entitlements',
      like: sql`account = ${sql.lit(owner)}`,
      set: { entitlement: rowId('entitlement'), account: rowId('account') },
    },
    {
      table: 'consents',
      like: sql`owner = ${sql.lit(owner)}`,
      set: { consent: rowId('consent'), owner: rowId('account') },
    },
  ]
}
