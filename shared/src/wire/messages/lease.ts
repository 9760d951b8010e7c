import { keyLengthAtMost, standingNumbers } from '../../api/vocabulary.ts'
import { counterLengthAtMost } from '../../decisions/counters.ts'
import { id, list, oneOf, quantity, text, timeSeconds, uint } from '../fields.ts'
import { message } from '../message.ts'
import { required, table, type ValueOf } from '../table.ts'

const leaseServicesAtMost = 20
const actionsAtMost = 20
export const ceilingsAtMost = 8

/** What becomes of a service when the lease has ended. `degrade`: only its essential actions are left. */
export const afterExpiry = { keep: 0, degrade: 1, refuse: 2 } as const
export type AfterExpiry = keyof typeof afterExpiry

/**
 * How far a counter of the device may go. Counters are never reset, so a ceiling says the same however often it arrives;
 * what is left would not.
 */
const ceiling = table('lease-ceiling', {
  counter: required(1, text(counterLengthAtMost)),
  /** What the hub knows to be counted: a device that counts less lost its memory, and goes on from here. In 1e-9 units. */
  counted: required(2, quantity),
  /** At this count only essential actions are left. In 1e-9 of the counter's unit. */
  ceiling: required(3, quantity),
})

const action = text(keyLengthAtMost)

const leasedService = table('leased-service', {
  service: required(1, text(keyLengthAtMost)),
  standing: required(2, oneOf('standing', standingNumbers)),
  actions: required(3, list(action, { most: actionsAtMost })),
  /** Those of the actions that a degraded lease, a restricted standing or a reached ceiling still allow. */
  essential: required(4, list(action, { most: actionsAtMost })),
  afterExpiry: required(5, oneOf('after-expiry', afterExpiry)),
  ceilings: required(6, list(ceiling, { most: ceilingsAtMost })),
})

/** The entitlements and the standing that concern a device, so that it may act for its own account without asking. */
const leaseClaims = table('lease-claims', {
  device: required(1, id('device')),
  /** Devices take only a greater one, and keep it before they decide anything by it. */
  leaseSeq: required(2, uint({ least: 1 })),
  notBefore: required(3, timeSeconds),
  /** First second at which it has ended. */
  expiresAt: required(4, timeSeconds),
  /** From when on the hub offers the next one to a device that is connected. */
  renewAt: required(5, timeSeconds),
  /** It also ends after this long under power, whatever the device's clock says. */
  poweredSeconds: required(6, uint({ least: 1 })),
  /** And after more boots than these in a row without the hub's time. */
  unsyncedBoots: required(7, uint({ most: 1000 })),
  /** How long something may stand open that was opened under it. */
  maxOpenSeconds: required(8, uint({ least: 1, most: 86_400 })),
  services: required(9, list(leasedService, { most: leaseServicesAtMost })),
})

export type Lease = ValueOf<typeof leaseClaims>
export type LeasedService = Lease['services'][number]
export const leaseMessage = message('lease', leaseClaims, 128 * 1024)
