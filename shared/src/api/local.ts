import { z } from 'zod'
import { timeStateNames } from '../wire/messages/record.ts'
import { toldTimeSchema } from './authorizations.ts'
import { base64urlSchema, idSchema, keySchema } from './shapes.ts'

/** The local interface of an agent: what stands in for Bluetooth or NFC beside the thing. */
export const localNonceSchema = z.strictObject({ nonce: z.string() })

export const localPermitSchema = z.strictObject({
  permit: base64urlSchema({ least: 1, most: 1024 }),
  /** By which the holder of the permit handed it on. */
  link: base64urlSchema({ least: 1, most: 512 }).optional(),
  presentation: base64urlSchema({ least: 1, most: 512 }).optional(),
  /** What the hub told about a nonce of the device, for one that does not know the time. */
  relayed: toldTimeSchema.optional(),
})

export const localPasscodeSchema = z.strictObject({
  service: keySchema,
  /** Not needed where the keypad has one action of the service. */
  action: keySchema.optional(),
  passcode: z.string().regex(/^\d{8}$/, 'must be eight digits'),
})

export const localGrantSchema = z.strictObject({
  decision: z.literal('granted'),
  authorization: idSchema('authorization'),
  use: z.number().int(),
})

export const localStatusSchema = z.strictObject({
  device: idSchema('device'),
  connected: z.boolean(),
  time: z.strictObject({ state: z.enum(timeStateNames), now: z.string().optional(), uncertaintyMs: z.number() }),
  /** The open action of each service. */
  actions: z.record(z.string(), z.strictObject({ authorization: idSchema('authorization').optional(), phase: z.string() })),
  journal: z.strictObject({
    lastSeq: z.number().int(),
    acknowledgedThrough: z.number().int(),
    sealedThrough: z.number().int(),
    unsealed: z.number().int(),
    kept: z.number().int(),
  }),
})
