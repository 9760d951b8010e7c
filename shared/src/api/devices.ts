import { z } from 'zod'
import { fromBase64url } from '../crypto/bytes.ts'
import { timeStateNames } from '../wire/messages/record.ts'
import { quarantinedSchema } from './quarantine.ts'
import { base64urlSchema, idSchema, instantSchema, keySchema, nameSchema, pageSchema } from './shapes.ts'
import { deviceStates } from './vocabulary.ts'

const servicesSchema = z
  .record(keySchema, z.array(keySchema).max(20))
  .refine((services) => Object.keys(services).length <= 20, 'at most 20 services')
  .meta({ description: 'What the device offers: service to actions.', example: { 'trunk.access': ['open'] } })

export const newDeviceSchema = z
  .strictObject({ owner: idSchema('account'), label: nameSchema.meta({ example: 'Sample car' }), services: servicesSchema })
  .meta({ id: 'NewDevice' })

const deviceFields = {
  id: idSchema('device'),
  owner: idSchema('account'),
  label: z.string(),
  services: z.record(z.string(), z.array(z.string())),
  state: z.enum(deviceStates),
  suspension: z
    .strictObject({ since: instantSchema, reason: z.string() })
    .optional()
    .meta({ description: 'The operator keeps it away.' }),
  createdAt: instantSchema,
}

export const newTransferSchema = z
  .strictObject({
    account: idSchema('account').meta({ description: 'Who owns it from now on.' }),
    subscriptions: z.enum(['end', 'move']).optional().meta({
      description:
        'What becomes of those that name the device: they end, or go on for the new owner where that has the same zone. They end where it is absent.',
    }),
  })
  .meta({ id: 'NewTransfer' })

export const transferSchema = z
  .strictObject({
    device: idSchema('device'),
    from: idSchema('account'),
    to: idSchema('account'),
    at: instantSchema,
    ended: z.array(idSchema('subscription')).meta({ description: 'Subscriptions of the former owner.' }),
    moved: z
      .array(idSchema('subscription'))
      .meta({ description: 'Subscriptions of the new owner, in the place of the former one’s.' }),
    consents: z.array(idSchema('consent')).meta({ description: 'Consents of the former owner that ended.' }),
    revoked: z.array(idSchema('authorization')).meta({ description: 'Granted and not used: their permits were taken back.' }),
  })
  .meta({ id: 'Transfer' })

export const newSuspensionSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500).meta({ example: 'Reported stolen' }) })
  .meta({ id: 'NewSuspension' })

export const deviceSchema = z.strictObject(deviceFields).meta({ id: 'Device' })
export const devicesSchema = pageSchema(deviceSchema, 'Devices')

export const registeredDeviceSchema = z
  .strictObject({
    ...deviceFields,
    claimCode: z.string().meta({ description: 'Shown once; the agent enrols with it.', example: '7F3KQ-X2M9D-4TZ8A-QW1RB' }),
    claimExpiresAt: instantSchema,
  })
  .meta({ id: 'RegisteredDevice' })

const passcodeKeyFields = {
  generation: z.number().int().meta({ description: 'Which key makes the codes; it counts up with every rotation.' }),
  state: z.enum(['pending', 'held']).meta({ description: '`pending` until the device connects with a session that tells it.' }),
}

export const rotatedPasscodeKeySchema = z
  .strictObject({ device: idSchema('device'), ...passcodeKeyFields })
  .meta({ id: 'RotatedPasscodeKey' })

export const journalSchema = z.strictObject({
  through: z.number().int().meta({ description: 'Highest record held without a hole below it.' }),
  missing: z.array(z.strictObject({ first: z.number().int(), last: z.number().int() })),
})

export const deviceDetailSchema = z
  .strictObject({
    ...deviceFields,
    journal: journalSchema,
    keypad: z
      .strictObject({
        actions: z.array(z.string()).meta({ description: 'What a passcode may start, as `service:action`.' }),
        key: z.strictObject(passcodeKeyFields),
      })
      .optional()
      .meta({ description: 'Where the device declared a keypad as it connected last.' }),
    quarantined: z.array(quarantinedSchema).meta({ description: 'The newest of what was set apart.' }),
    unratedUsage: z.array(
      z.strictObject({
        service: z.string(),
        meter: z.string(),
        reason: z.string(),
        quantity: z.string(),
        records: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'DeviceDetail' })

const accessEventSchema = z
  .strictObject({
    seq: z.number().int(),
    overlap: z.boolean().optional().meta({
      description: 'Another boot used this number too, and what this one told was released by the operator.',
    }),
    type: z.string(),
    at: instantSchema,
    timeState: z.enum(timeStateNames),
    service: z.string(),
    authorization: idSchema('authorization').optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'AccessEvent', description: 'A signed record of the device: what was asked of it and what it did.' })

const overlapPattern = /^\d{1,15}(?:\.(?<boot>[\w-]{22}))?$/

/** Events go by their number, those of a released overlap by their boot too. */
export const accessEventCursor = z.string().refine((text) => {
  const found = overlapPattern.exec(text)
  const boot = found?.groups?.boot
  return found !== null && (boot === undefined || fromBase64url(boot)?.length === 16)
}, 'must be the `next` of the page before')

export const accessEventsSchema = pageSchema(accessEventSchema, 'AccessEvents')

/** What an agent sends and gets. Signed messages travel as base64url; see the wire reference. */
export const enrolmentSchema = z
  .strictObject({
    claimCode: z.string().min(1).max(64),
    proof: base64urlSchema({ least: 1, most: 1024 }).meta({ description: 'The signed `enrolment` message.' }),
  })
  .meta({ id: 'Enrolment' })

export const enrolledSchema = z
  .strictObject({ device: idSchema('device'), rootKey: z.string(), keyset: z.string() })
  .meta({ id: 'Enrolled' })

export const nonceSchema = z.strictObject({ nonce: z.string() }).meta({ id: 'Nonce' })

export const sessionRequestSchema = z
  .strictObject({ request: base64urlSchema({ least: 1, most: 1024 }).meta({ description: 'The signed `session` message.' }) })
  .meta({ id: 'SessionRequest' })

export const openedSessionSchema = z
  .strictObject({
    session: idSchema('session'),
    token: z.string().meta({ description: 'The MQTT password, for one CONNECT.' }),
    expiresAt: instantSchema,
    broker: z.string().meta({ example: 'mqtt://127.0.0.1:1883' }),
    time: z.string().meta({ description: 'The signed `time` message.' }),
    receipt: z.string().meta({ description: 'The signed `receipt` message: the journal head the hub holds.' }),
    keyset: z.string().meta({ description: 'The signed `keyset` message.' }),
    lease: z
      .string()
      .optional()
      .meta({ description: 'The signed `lease` message, where the device may do anything for its own account.' }),
    revocations: z.string().optional().meta({ description: 'The signed `rev` message, where anything was revoked.' }),
    passcodeKeys: z
      .string()
      .optional()
      .meta({ description: 'The signed `passcode-keys` message, where the device declared a keypad. Secret.' }),
  })
  .meta({ id: 'OpenedSession' })
