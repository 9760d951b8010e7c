import { keySchema } from '@octroi/shared/api/shapes'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { ownEntry } from '@octroi/shared/own-entry'
import { z } from 'zod'
import type { Catalogue } from './catalogue.ts'
import type { CatalogueFinding } from './dangling-references.ts'
import { positiveQuantity } from './decimals.ts'

/** What an application reads of an entitlement: how many users there may be, say. */
export const entitledValueSchema = z
  .record(keySchema, z.union([z.string().max(200), z.number().int(), z.boolean()]))
  .refine((value) => Object.keys(value).length > 0 && Object.keys(value).length <= 20, 'name 1 to 20 values')
  .meta({ description: 'What an application reads: how many users there may be, say.' })

/** How much of a service an account may use, over all of its devices. The hub keeps it, and not a lease. */
export const limitSchema = z
  .strictObject({
    meter: keySchema,
    quantity: positiveQuantity,
    perQuantity: z.boolean().optional().meta({ description: 'So much for each of the quantity of the subscription.' }),
    proration: z.enum(['none', 'day', 'second']).optional().meta({
      description: 'What is granted of a period that is short: all of it, or its part by days or by seconds.',
    }),
    every: z.enum(['month', 'period', 'once']).meta({
      description: 'So much for each month of the calendar, for each billing period of the offer, or once in all.',
    }),
    kind: z.enum(['hard', 'soft']).default('hard').meta({ description: 'Beyond a hard limit actions are refused.' }),
    priority: z.number().int().min(0).max(1000).default(100).meta({ description: 'Grants of a lower one are used first.' }),
    expiresAfterDays: z.number().int().min(1).max(3660).optional(),
    rollover: z.strictObject({ atMost: positiveQuantity }).optional(),
    notices: z
      .array(z.number().int().min(1).max(1000))
      .max(10)
      .default([])
      .meta({ description: 'Percentages of what is granted at which the account is told.' }),
    offline: z.strictObject({ perDevice: positiveQuantity }).optional(),
  })
  .superRefine(({ every, kind, quantity, proration, rollover, expiresAfterDays, notices, offline }, context) => {
    const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
    if (every === 'once' && rollover !== undefined) issue(['rollover'], 'what is granted once has no next period')
    if (every === 'once' && proration !== undefined) issue(['proration'], 'what is granted once has no period to divide')
    if (rollover !== undefined && expiresAfterDays !== undefined) {
      issue(['expiresAfterDays'], 'what rolls over lasts for its period: name one of both')
    }
    if (kind === 'soft' && offline !== undefined) issue(['offline'], 'a soft limit stops nobody: devices need no part of it')
    for (const [index, percent] of notices.entries()) {
      if (notices.indexOf(percent) !== index) issue(['notices', index], 'named twice')
    }
    const [perDevice, all] = [offline?.perDevice, quantity].map((text) => (text === undefined ? 0n : (parseQuantity(text) ?? 0n)))
    if (perDevice !== undefined && all !== undefined && perDevice > all) {
      issue(['offline', 'perDevice'], 'a device cannot be handed more than all devices together have')
    }
  })

type Template = Catalogue['offers'][string]['entitlements'][number]

/** What of a limit does not go with the rest of its entitlement. */
export function limitClashes({ limit, lease, quotas }: Pick<Template, 'limit' | 'lease' | 'quotas'>): readonly {
  readonly path: readonly (string | number)[]
  readonly message: string
}[] {
  if (limit === undefined) return []
  const isUnheld = lease !== undefined && limit.kind === 'hard' && limit.offline === undefined
  return [
    ...(lease === undefined && limit.offline !== undefined
      ? [{ path: ['limit', 'offline'], message: 'is handed to devices by their leases: give `lease` too' }]
      : []),
    ...(isUnheld
      ? [
          {
            path: ['limit', 'offline'],
            message: 'a device with a lease does not ask: say how much of a hard limit each is handed',
          },
        ]
      : []),
    ...(quotas.length > 0 && limit.offline !== undefined
      ? [{ path: ['quotas'], message: 'a lease has one ceiling for a counter: name `quotas` or `limit.offline`' }]
      : []),
  ]
}

/** A limit counts what adds up of its own service; devices are handed only what they count themselves. */
export function limitFaults(
  { meters }: Pick<Catalogue, 'meters'>,
  path: readonly (string | number)[],
  { service, limit }: Pick<Template, 'service' | 'limit'>,
): readonly CatalogueFinding[] {
  if (limit === undefined) return []
  const known = ownEntry(meters, limit.meter)
  const at = [...path, 'limit', 'meter']
  if (known === undefined) return [{ path: at, message: `no meter \`${limit.meter}\`` }]
  if (known.service !== service) return [{ path: at, message: `meter \`${limit.meter}\` counts another service` }]
  if (known.aggregation !== (known.record === 'reading' ? 'sum' : 'count')) {
    return [{ path: at, message: 'a limit counts the sum of readings, or how many actions there were' }]
  }
  if (limit.offline === undefined) return []
  const isToldByDevices = known.record === 'performed' || (known.record === 'reading' && known.from !== 'events')
  return isToldByDevices && known.where === undefined
    ? []
    : [{ path: [...path, 'limit', 'offline'], message: 'a device counts `performed` or its readings, and no `where`' }]
}
