import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { accountSchema, issuedApiKeySchema } from '@octroi/shared/api/accounts'
import { catalogueVersionSchema } from '@octroi/shared/api/catalogue'
import { registeredDeviceSchema } from '@octroi/shared/api/devices'
import { orderSchema } from '@octroi/shared/api/orders'
import { tenantSchema } from '@octroi/shared/api/tenant'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { invariant } from '@octroi/shared/errors/invariant'
import type { AccountId, DeviceId, SubscriptionId, TenantId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Month } from '@octroi/shared/time/month'
import type { Stage } from '../stage.ts'
import type { Teller } from '../teller.ts'

/** An account with a key of its own. */
export interface Party {
  readonly account: AccountId
  readonly token: string
}

export interface Parties {
  readonly tenant: TenantId
  readonly carMaker: Party
  readonly dealer: Party
  readonly merchant: Party
  readonly driver: Party
  readonly household: Party
}

export interface RegisteredThing {
  readonly id: DeviceId
  readonly claimCode: string
}

export interface Things {
  readonly car: RegisteredThing
  readonly secondCar: RegisteredThing
  readonly meter: RegisteredThing
  readonly home: RegisteredThing
}

export interface Subscriptions {
  readonly merchant: SubscriptionId
  readonly household: SubscriptionId
  readonly home: SubscriptionId
}

const catalogueFile = fileURLToPath(new URL('../../../sample-catalogue.yaml', import.meta.url))

export async function startHub(teller: Teller, stage: Stage): Promise<void> {
  await teller.always('hub', 'The hub starts on an SQLite file and its own MQTT broker', async () => {
    const { origin, brokerUrl, http, mqtt } = await stage.startHub()
    const taken = (what: string, port: number): string => `the ${what} port was taken, so it serves on ${port}`
    return {
      remember: undefined,
      lines: [
        `${origin} · ${brokerUrl} · data in ${stage.dataDir}`,
        ...(http.wasTaken ? [taken('HTTP', http.port)] : []),
        ...(mqtt.wasTaken ? [taken('MQTT', mqtt.port)] : []),
      ],
      facts: { origin, broker: brokerUrl, httpPortTaken: http.wasTaken, mqttPortTaken: mqtt.wasTaken },
    }
  })
}

export async function publishCatalogue(teller: Teller, operator: HubConnection, month: Month): Promise<void> {
  await teller.once('catalogue', 'The operator publishes a catalogue', async () => {
    const source = await readFile(catalogueFile, 'utf8')
    const path = `/v1/catalogue/versions?effectiveFrom=${encodeURIComponent(formatInstant(month.fromMs))}`
    const { version, offers } = await operator.postYaml(path, source, catalogueVersionSchema, {
      idempotencyKey: 'story-catalogue',
    })
    return {
      remember: { version },
      lines: [`version ${version}: ${offers.map(({ name, currency }) => `${name} (${currency})`).join(', ')}`],
      facts: { version, offers: offers.map(({ key }) => key) },
    }
  })
}

export function openAccounts(teller: Teller, operator: HubConnection): Promise<Parties> {
  return teller.once('accounts', 'Accounts are opened: car maker, dealer, merchant, driver, household', async () => {
    const { id: tenant, name } = await operator.get('/v1/tenant', tenantSchema)
    const party = async (key: string, label: string, zone: string, role: string): Promise<Party> => {
      const account = await operator.post('/v1/accounts', { name: label, zone }, accountSchema, {
        idempotencyKey: `story-account-${key}`,
      })
      const keyPath = `/v1/accounts/${account.id}/api-keys`
      const { token } = await operator.post(keyPath, { role, label: 'story' }, issuedApiKeySchema, {
        idempotencyKey: `story-key-${key}`,
      })
      return { account: account.id, token }
    }
    const parties: Parties = {
      tenant,
      carMaker: await party('car-maker', 'Sample Cars', 'Europe/Paris', 'partner'),
      dealer: await party('dealer', 'Sample Dealer', 'Europe/Paris', 'partner'),
      merchant: await party('merchant', 'Sample Parcels', 'Europe/Paris', 'partner'),
      driver: await party('driver', 'Sample Driver', 'Europe/Paris', 'account_holder'),
      household: await party('household', 'Sample Household', 'Europe/London', 'account_holder'),
    }
    const accounts = Object.fromEntries(
      Object.entries(parties).flatMap(([key, value]) => (typeof value === 'string' ? [] : [[key, value.account]])),
    )
    return {
      remember: parties,
      lines: [`the lock maker ${name} is the operator; each account has an API key of its own`],
      facts: { tenant, ...accounts },
    }
  })
}

export function registerThings(teller: Teller, operator: HubConnection, { driver, household }: Parties): Promise<Things> {
  return teller.once('devices', 'Two cars, a meter and a home controller are registered; each gets a claim code', async () => {
    const register = async (key: string, owner: AccountId, label: string, services: object): Promise<RegisteredThing> => {
      const body = { owner, label, services }
      const { id, claimCode } = await operator.post('/v1/devices', body, registeredDeviceSchema, {
        idempotencyKey: `story-device-${key}`,
      })
      return { id, claimCode }
    }
    const lock = { 'trunk.access': ['open'] }
    const things: Things = {
      car: await register('car', driver.account, 'Sample car', lock),
      secondCar: await register('second-car', driver.account, 'Second sample car', lock),
      meter: await register('meter', household.account, 'Sample meter', { 'energy.supply': [] }),
      home: await register('home', household.account, 'Sample home', { 'home.alarm': ['arm', 'disarm'], 'home.scenes': ['run'] }),
    }
    return { remember: things, facts: Object.fromEntries(Object.entries(things).map(([name, { id }]) => [name, id])) }
  })
}

export function placeOrders(
  teller: Teller,
  stage: Stage,
  operator: HubConnection,
  parties: Parties,
  things: Things,
  month: Month,
): Promise<Subscriptions> {
  return teller.once('orders', 'Driver, merchant and household order; orders become subscriptions', async () => {
    const order = async (key: string, by: HubConnection, body: object): Promise<SubscriptionId> => {
      const placed = await by.post('/v1/orders', body, orderSchema, { idempotencyKey: `story-order-${key}` })
      invariant(placed.subscription !== undefined, 'an order of one offer names its subscription')
      return placed.subscription
    }
    const driver = await order('driver', stage.as(parties.driver.token), { offer: 'trunk-deliveries' })
    const merchant = await order('merchant', stage.as(parties.merchant.token), { offer: 'trunk-access' })
    // What was used before today is the operator's to bill: it enters the household's order as of the month's beginning.
    const supply = { offer: 'two-band-supply', device: things.meter.id, startsAt: formatInstant(month.fromMs) }
    const household = await order('household', operator, { account: parties.household.account, ...supply })
    const guard = { offer: 'home-guard', device: things.home.id, startsAt: formatInstant(month.fromMs) }
    const home = await order('home', operator, { account: parties.household.account, ...guard })
    return {
      remember: { merchant, household, home },
      lines: [
        `the operator enters the household’s orders as of ${formatInstant(month.fromMs)}: supply on its meter, a guarded home`,
      ],
      facts: { driver, merchant, household, home },
    }
  })
}
