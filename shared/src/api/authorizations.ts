import { z } from 'zod'
import { problemSchema } from './problem.ts'
import { base64urlSchema, explanationSchema, idSchema, instantSchema, keySchema, pageSchema, textSchema } from './shapes.ts'
import { grantForms, outcomes } from './vocabulary.ts'

export const newAuthorizationSchema = z
  .strictObject({
    device: idSchema('device'),
    service: keySchema.meta({ example: 'trunk.access' }),
    action: keySchema.meta({ example: 'open' }),
    window: z
      .strictObject({ from: instantSchema, until: instantSchema })
      .optional()
      .meta({ description: 'When it may be done. A `command` has none: it is for now.' }),
    holderKey: base64urlSchema({ least: 32, most: 32 })
      .optional()
      .meta({ description: 'The Ed25519 public key of whoever will stand at the device, base64url.' }),
    delegable: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the holder may hand the permit on, once, by a link signed with the holder key.' }),
    form: z.enum(grantForms).optional().meta({
      description:
        '`permit` where it is absent; a `passcode` is eight digits to type; with a `command` the hub tells a connected device to do it now. Only a permit has a holder key.',
    }),
    dryRun: z
      .boolean()
      .optional()
      .meta({ description: 'Only decide and price: nothing is kept, and there is no permit. Needs no `Idempotency-Key`.' }),
    reference: textSchema(100).optional().meta({ description: 'Your own number for it.', example: 'parcel 4711' }),
  })
  .meta({ id: 'NewAuthorization' })

export const reasonSchema = z
  .strictObject({
    rule: z.string(),
    satisfied: z.boolean(),
    code: z.string().optional(),
    sentence: z.string(),
    cure: z.string().optional().meta({ description: 'What to do about it, where it is not satisfied.' }),
  })
  .meta({ id: 'Reason' })

const askedFields = {
  id: idSchema('authorization'),
  requester: idSchema('account'),
  device: idSchema('device'),
  service: z.string(),
  action: z.string(),
  window: z.strictObject({ from: instantSchema, until: instantSchema }).meta({
    description:
      'When it opens: a permit in whole seconds, from the one in which the asked window begins to the end of the one in which it ends; a passcode for as long as it lives, which may be more than was asked for; a command for as long as it may take to reach the device.',
  }),
  reference: z.string().optional(),
  decision: z.enum(['granted', 'refused']),
  code: z.string().optional().meta({ description: 'Why it was refused; see the table of refusals.' }),
  reasons: z.array(reasonSchema),
  decidedAt: instantSchema,
  price: z
    .strictObject({ amount: z.string(), currency: z.string(), explanation: explanationSchema })
    .optional()
    .meta({ description: 'What the action will cost, before VAT.' }),
  form: z.enum(grantForms).optional().meta({ description: 'As what it was granted.' }),
  passcode: z
    .string()
    .optional()
    .meta({ description: 'Type it at the keypad, once. It is in the answer to the request alone.', example: '00583289' }),
  permit: z.string().optional().meta({ description: 'Show it to the device, byte for byte; base64url.' }),
  revocation: z
    .strictObject({ state: z.enum(['pending', 'applied']), requestedAt: instantSchema })
    .optional()
    .meta({ description: 'It was taken back: `pending` until the device confirms with a signed record.' }),
  outcome: z.enum(outcomes).optional().meta({ description: 'What came of it, as far as the device’s signed records tell.' }),
}

export const timeRequestSchema = z
  .strictObject({
    nonce: base64urlSchema({ least: 16, most: 16 }).meta({ description: 'A nonce that the device just gave; base64url.' }),
  })
  .meta({ id: 'TimeRequest' })

/** For a device that does not know the time: to be shown to it with the permit, within ten seconds of its nonce. */
export const toldTimeSchema = z
  .strictObject({
    time: base64urlSchema({ least: 1, most: 512 }).meta({ description: 'The signed `time` message over the nonce.' }),
    receipt: base64urlSchema({ least: 1, most: 4096 }).meta({ description: 'The signed `receipt` message of that moment.' }),
  })
  .meta({ id: 'ToldTime' })

/** The decision of a dry run: what would be answered now. */
export const quotedAuthorizationSchema = z
  .strictObject({
    dryRun: z.literal(true),
    decision: askedFields.decision,
    code: askedFields.code,
    cure: z.string().optional(),
    reasons: askedFields.reasons,
    price: askedFields.price,
  })
  .meta({ id: 'QuotedAuthorization' })

export const authorizationSchema = z.strictObject(askedFields).meta({ id: 'Authorization' })
export const authorizationsSchema = pageSchema(authorizationSchema, 'Authorizations')

export const authorizationDetailSchema = z
  .strictObject({
    ...askedFields,
    timeline: z.array(
      z.strictObject({
        type: z.string(),
        at: instantSchema,
        device: idSchema('device'),
        seq: z.number().int(),
        detail: z.string().optional(),
      }),
    ),
    charges: z.array(
      z.strictObject({ price: z.string(), exact: z.string(), currency: z.string(), explanation: explanationSchema }),
    ),
    shares: z
      .array(z.strictObject({ account: idSchema('account'), exact: z.string() }))
      .optional()
      .meta({ description: 'How the charges are shared, exactly; told to the operator alone.' }),
  })
  .meta({ id: 'AuthorizationDetail' })

/** How long to wait for news of an authorization, and what is known already. */
export const waitQuerySchema = z.strictObject({
  wait: z
    .string()
    .regex(/^(?:[1-9]|1\d|2[0-5])$/, 'must be from 1 to 25')
    .optional()
    .meta({ description: 'Answer when the outcome is another one than `outcome`, or after so many seconds.', example: '25' }),
  outcome: z.enum(outcomes).optional().meta({ description: 'What is known already; `pending` where it is absent.' }),
})

/** A refusal is a problem that also names the recorded decision and every reason. */
export const refusalSchema = problemSchema
  .extend({ authorization: idSchema('authorization').optional(), reasons: z.array(reasonSchema).optional() })
  .meta({ id: 'Refusal' })
