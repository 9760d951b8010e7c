import { readdirSync } from 'node:fs'
import { authorize } from '@octroi/hub/authorizations/authorize.use-case'
import { giveConsent } from '@octroi/hub/entitlements/give-consent.use-case'
import { oneUnit } from '@octroi/shared/money/quantity'
import { type Month, monthNamed } from '@octroi/shared/time/month'
import { profileMonth } from '@octroi/simulators/readings/profile'
import { afterEach, describe, expect, test } from 'vitest'
import { ExampleWorld, paris } from '../kit/example-world.ts'
import { value } from '../kit/hub-at-rest.ts'
import { PartnerTenant } from '../kit/partner-tenant.ts'

const afterOctober = '2026-11-02T12:00:00Z'
const hour = 3600_000

let world: ExampleWorld
const shown: string[] = []
const example = async (name: string, at = afterOctober): Promise<ExampleWorld> => {
  shown.push(name)
  world = await ExampleWorld.open(name, at)
  return world
}
afterEach(() => world.close())

/** What so many 1e-9 Wh come to at so many ten-thousandths a kWh, in whole cents, and some cents more. */
function cost(wh: bigint, tenThousandths: bigint, moreCents = 0n): string {
  const tenths = (wh * tenThousandths * 10n) / (oneUnit * 1000n * 100n)
  const cents = (tenths + 5n) / 10n + moreCents
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

const days = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, '0'))

test('trunk delivery: the merchant pays each certified opening, the driver the days of the connection', async () => {
  const { hub } = await example('trunk-delivery', '2026-11-23T12:00:00Z')
  const [driver, merchant] = [await world.account(), await world.account()]
  const car = await world.thing(driver)
  await world.order(driver, 'connected-trunk', '2026-11-16T00:00')
  await world.order(merchant, 'trunk-delivery', '2026-11-01T00:00')
  const consent = { owner: driver, grantee: merchant, service: 'trunk.access' }
  value(await hub.write((stores) => giveConsent(stores, hub.environment, consent)))
  for (const laterMs of [0, hour, 5 * hour]) {
    hub.pass(laterMs)
    const nowMs = hub.environment.nowMs()
    const asked = {
      requester: merchant,
      device: car.device,
      service: 'trunk.access',
      action: 'open',
      holderKey: car.keys.publicKey,
    }
    const window = { fromMs: nowMs, untilMs: nowMs + 600_000 }
    const decided = value(await hub.write((stores) => authorize(stores, hub.environment, { ...asked, ...window })))
    if (decided.decision !== 'granted') throw new Error(`refused: ${decided.code}`)
    const common = { time: nowMs, timeState: 'synced', service: 'trunk.access', authorization: decided.id } as const
    const permitHash = hub.environment.crypto.sha256(decided.permit)
    await world.tell(car, [
      { ...common, type: 'granted', body: { action: 'trunk.access:open', permitHash, use: 1 } },
      ...(['actuated', 'opened', 'closed', 'secured'] as const).map((type) => ({ ...common, type, body: {} })),
    ])
  }
  expect(await world.bill(merchant, '2026-11')).toEqual([
    'Certified trunk opening, day 4.80',
    'Certified trunk opening, late 3.10',
    'Trunk delivery for merchants: 7.90 EUR',
  ])
  expect(await world.bill(driver, '2026-11')).toEqual(['Connected trunk 0.75', 'Connected trunk: 0.75 EUR'])
})

test('smart metering: half hours by two rates, the standing charge of each day, and what was fed in owed to the household', async () => {
  await example('smart-metering')
  const account = await world.account()
  const meter = await world.thing(account)
  await world.order(account, 'two-rate-supply', '2026-10-01T00:00')
  const month = monthNamed(paris, '2026-10')
  if (month === undefined) throw new Error('it is a month')
  const { readings } = profileMonth(month, paris)
  const common = { time: Date.parse(afterOctober), timeState: 'synced', service: 'energy.supply', type: 'reading' } as const
  const half = readings.map(({ startMs: start, endMs: end, quantity }) => ({
    ...common,
    body: { meter: 'energy', start, end, quantity },
  }))
  const fedIn = days(31).map((day) =>
    world.reading('energy.supply', 'export', [`2026-10-${day}T11:00`, `2026-10-${day}T15:00`, 6000]),
  )
  await world.tell(meter, [...half, ...fedIn])
  // Plainly: summer time is two hours ahead of UTC until the last Sunday at one, winter time one hour.
  let [peak, offPeak] = [0n, 0n]
  for (const { startMs, quantity } of readings) {
    const local = new Date(startMs + (startMs < Date.parse('2026-10-25T01:00:00Z') ? 2 : 1) * hour)
    const isPeak = local.getUTCDay() % 6 !== 0 && local.getUTCHours() >= 7 && local.getUTCHours() < 22
    if (isPeak) peak += quantity
    else offPeak += quantity
  }
  const [bill, total] = [await world.bill(account, '2026-10'), cost(peak, 2516n)]
  expect(readings).toHaveLength(2 * (31 * 24 + 1))
  expect(bill.slice(0, -1)).toEqual([
    `Electricity, peak ${total}`,
    `Electricity, off-peak ${cost(offPeak, 1828n)}`,
    // 186 kWh.
    'Fed in -14.15',
    'Standing charge 12.47',
  ])
})

test('home services: a bundle with a tenth off, and an add-on', async () => {
  await example('home-services')
  const account = await world.account()
  const home = await world.thing(account)
  for (const offer of ['home', 'camera']) await world.order(account, offer, '2026-10-01T00:00')
  await world.tell(home, [
    world.reading('home.alarm', 'guard', ['2026-10-03T08:00', '2026-10-03T18:00', 100.5 * 3600]),
    world.reading('home.camera', 'recorded', ['2026-10-03T08:00', '2026-10-03T18:00', 2500]),
    ...Array.from({ length: 35 }, () => world.performed('home.scenes', 'run', '2026-10-20T20:00')),
  ])
  expect(await world.bill(account, '2026-10')).toEqual([
    // 51 hours beyond the 50 that are included, 1.53, and a tenth off.
    'Guarded hours 1.38',
    // 20 at 0.10 and 15 at 0.04.
    'Scenes 2.34',
    'Alarm 6.21',
    'Home: 9.93 EUR',
    'Recordings 1.50',
    'Camera: 1.50 EUR',
  ])
})

test('applications in the car: a commission on each sale, calls in packages, data for the driver', async () => {
  await example('connected-car-apps')
  const [developer, driver] = [await world.account(), await world.account()]
  const [screen, car] = [await world.thing(developer), await world.thing(driver)]
  await world.order(developer, 'developer', '2026-10-01T00:00')
  await world.order(driver, 'driver-data', '2026-10-01T00:00')
  const sales = [1.99, 4.99, 0.99, 0.2, 9.99, 49, 2].map((value, index) =>
    world.reading('car.apps', 'sales', [`2026-10-1${index}T10:00`, `2026-10-1${index}T10:01`, value]),
  )
  await world.tell(screen, [...sales, world.reading('car.apps', 'calls', ['2026-10-01T00:00', '2026-10-02T00:00', 12_345])])
  await world.tell(car, [world.reading('car.data', 'data', ['2026-10-01T08:00', '2026-10-20T08:00', 7250])])
  expect(await world.bill(developer, '2026-10')).toEqual([
    // Three are free; then 0.05 at least, 1.4985, 6 at most, and 0.30.
    'Commission 7.85',
    // 13 packages at half.
    'Calls of the interface 5.20',
    'Application on the screen: 13.05 EUR',
  ])
  expect(await world.bill(driver, '2026-10')).toEqual(['Mobile data 9.45', 'Data for the driver: 9.45 EUR'])
})

test('parking: quarters of an hour, by day and night, and never more than 14 a day for each vehicle', async () => {
  await example('parking')
  const account = await world.account()
  const [car, van] = [await world.thing(account), await world.thing(account)]
  await world.order(account, 'on-street', '2026-10-01T00:00')
  const parked = (from: string, until: string) => world.reading('city.parking', 'parked', [from, until])
  await world.tell(car, [
    // 70 minutes are five quarters; ten are half an hour at least.
    parked('2026-10-05T09:10', '2026-10-05T10:20'),
    parked('2026-10-06T12:00', '2026-10-06T12:10'),
    // 0.30 and 21.60, of which the day leaves 14.
    parked('2026-10-07T08:30', '2026-10-07T18:00'),
    // 1.20 and 3.00 on Saturday, 6.60 on Sunday.
    parked('2026-10-10T18:30', '2026-10-11T11:00'),
    // Seven hours, since the clocks go back.
    parked('2026-10-25T00:00', '2026-10-25T06:00'),
  ])
  // 14.40 of a vehicle of its own.
  await world.tell(van, [parked('2026-10-07T09:00', '2026-10-07T15:00')])
  expect(await world.bill(account, '2026-10')).toEqual([
    'Parking, free 0.00',
    'Parking, day 33.21',
    'Parking, night 13.99',
    'On-street parking: 47.20 EUR',
  ])
})

test('health monitoring: devices that told anything, alerts beyond those included, measurements in packages', async () => {
  await example('health-monitoring')
  const clinic = await world.account()
  await world.order(clinic, 'remote-monitoring', '2026-10-01T00:00')
  const at = (index: number): [string, string] => {
    const day = String(1 + (index % 28)).padStart(2, '0')
    const clock = `${String(Math.floor(index / 28) % 24).padStart(2, '0')}:00`
    return [`2026-10-${day}T${clock}`, `2026-10-${day}T${clock.replace(':00', ':01')}`]
  }
  for (const [vitals, alerts] of [
    [120, 6],
    [90, 3],
    [41, 0],
  ] as const) {
    await world.tell(await world.thing(clinic), [
      ...Array.from({ length: vitals }, (_, index) => world.reading('health.watch', 'vitals', [...at(index), 72])),
      ...Array.from({ length: alerts }, (_, index) => world.reading('health.watch', 'alert', [...at(index), 1])),
    ])
  }
  expect(await world.bill(clinic, '2026-10')).toEqual([
    'Devices 30.00',
    'Alerts 3.20',
    // 251 are three packages.
    'Measurements 4.50',
    'Remote monitoring: 37.70 EUR',
  ])
})

test('cloud storage: the highest of each day by volume, traffic in tiers, and what was committed to', async () => {
  await example('cloud-storage')
  const account = await world.account()
  const [first, second] = [await world.thing(account), await world.thing(account)]
  await world.order(account, 'storage', '2026-10-01T00:00')
  const stored = (day: string, from: string, until: string, gigabytes: number) =>
    world.reading('cloud.storage', 'stored', [`2026-10-${day}T${from}`, `2026-10-${day}T${until}`, gigabytes])
  await world.tell(first, [
    ...days(31).flatMap((day) => [stored(day, '00:00', '12:00', 380), stored(day, '12:00', '23:59', 400)]),
    world.reading('cloud.storage', 'egress', ['2026-10-01T00:00', '2026-10-31T00:00', 1350]),
    world.reading('cloud.storage', 'requests', ['2026-10-01T00:00', '2026-10-31T00:00', 123_456]),
  ])
  await world.tell(
    second,
    days(31).map((day) => stored(day, '06:00', '07:00', 100)),
  )
  expect(await world.bill(account, '2026-10')).toEqual([
    // 31 × 500 at 0.0008.
    'Stored a day 12.40',
    // 1,000 at 0.05 and 250 at 0.03.
    'Traffic out 57.50',
    // 13 packages.
    'Requests 0.05',
    'Committed minimum 5.05',
    'Storage: 75.00 EUR',
  ])
})

test('the wearable package: a month in advance from the day it began, with a coupon, and workouts in packages', async () => {
  await example('wearable-package')
  const account = await world.account()
  const watch = await world.thing(account)
  await world.order(account, 'watch-care', '2026-09-15T10:00', 'WELCOME')
  const done = (day: string, at: number) =>
    world.reading('watch.health', 'workout', [`2026-10-${day}T${at}:00`, `2026-10-${day}T${at}:50`, 1])
  await world.tell(
    watch,
    days(31).flatMap((day) => [done(day, 12), done(day, 18)]),
  )
  expect(await world.bill(account, '2026-09')).toEqual([
    // 28 workouts until the 14th are one package beyond the 20.
    'Analysed workouts 1.50',
    // 16 of 30 days after the trial are 5.28, and half of it.
    'Watch care 2.64',
    'Watch care: 4.14 EUR',
  ])
  expect(await world.bill(account, '2026-10')).toEqual(['Analysed workouts 3.00', 'Watch care 4.95', 'Watch care: 7.95 EUR'])
})

test('wholesale electricity: the supplier bills what all households used, the reseller bills each', async () => {
  const { hub } = await example('wholesale-electricity', '2026-09-30T22:00:00Z')
  const supplier = await PartnerTenant.found(hub, 'Supplier', 'live', world.source)
  const { account: reseller } = await supplier.supplies(PartnerTenant.first(hub), 'grid-supply')
  const households = [await world.account(), await world.account()]
  const meters = await Promise.all(households.map((household) => world.thing(household)))
  for (const household of households) await world.order(household, 'household', '2026-10-01T00:00')
  hub.pass(33 * 24 * hour)
  const { readings } = profileMonth(monthNamed(paris, '2026-10') as Month, paris)
  const common = { time: hub.environment.nowMs(), timeState: 'synced', service: 'energy.supply', type: 'reading' } as const
  const half = readings.map(({ startMs: start, endMs: end, quantity }) => ({
    ...common,
    body: { meter: 'energy', start, end, quantity },
  }))
  for (const meter of meters) await world.tell(meter, half)
  const used = readings.reduce((sum, { quantity }) => sum + quantity, 0n)
  expect(2n * used > 500_000n * oneUnit).toBe(true)
  expect(await world.billIn(supplier, reseller, '2026-10')).toEqual([
    `Energy supplied ${cost(2n * used, 1035n)}`,
    'Access to the grid 25.00',
    `Supply to resellers: ${cost(2n * used, 1035n, 2500n)} EUR`,
  ])
  for (const household of households) {
    expect((await world.bill(household, '2026-10')).slice(0, 2)).toEqual([
      `Electricity ${cost(used, 1990n)}`,
      'Standing charge 9.61',
    ])
  }
})

describe('the examples', () => {
  test('are all shown here', async () => {
    world = await ExampleWorld.open('parking', afterOctober)
    const files = readdirSync(new URL('../../../docs/examples/', import.meta.url)).filter((file) => file.endsWith('.yaml'))
    expect(files.map((file) => file.replace('.yaml', ''))).toEqual(shown.toSorted())
  })
})
