import { attributeSchema, countrySchema, languageSchema } from '@octroi/shared/api/profile'
import { keySchema, nameSchema } from '@octroi/shared/api/shapes'
import { standings } from '@octroi/shared/api/vocabulary'
import { isCurrency } from '@octroi/shared/money/currency'
import { z } from 'zod'
import { decimal, isBelow, positiveDecimal } from './decimals.ts'

/** How far back a rule looks: the month that runs, it and the eleven before, or all there is. */
export const activitySpans = ['month', 'twelve-months', 'ever'] as const
export type ActivitySpan = (typeof activitySpans)[number]

const subjects = ['attribute', 'country', 'language', 'standing', 'meter', 'charges'] as const

/** One thing that is asked of an account. */
const ruleSchema = z
  .strictObject({
    /** What is known of the account by this name, and which values are meant. */
    attribute: keySchema.optional(),
    equals: attributeSchema.optional(),
    oneOf: z.array(attributeSchema).min(1).max(100).optional(),
    /** Where it pays tax, or else where it is. */
    country: z.array(countrySchema).min(1).max(250).optional(),
    /** `fr` is meant by `fr` and by every kind of it, such as `fr-CA`. */
    language: z.array(languageSchema).min(1).max(50).optional(),
    standing: z.array(z.enum(standings)).min(1).max(standings.length).optional(),
    /** How much of a meter its account used, */
    meter: keySchema.optional(),
    /** or what was charged for its single uses in this currency, exactly, */
    charges: z.string().refine(isCurrency, 'an ISO 4217 code with at most 3 minor digits').optional(),
    /** within which time, and between which bounds. */
    during: z.enum(activitySpans).optional(),
    atLeast: decimal.optional(),
    below: positiveDecimal.optional(),
  })
  .superRefine((rule, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    const named = subjects.filter((subject) => rule[subject] !== undefined)
    const [subject = 'attribute'] = named
    if (named.length !== 1) issue(named[1] ?? subject, `a rule asks one thing: give one of ${subjects.map(quoted).join(', ')}`)
    const isActivity = subject === 'meter' || subject === 'charges'
    const given = (fields: readonly (keyof typeof rule)[]) => fields.filter((field) => rule[field] !== undefined)
    const values = given(['equals', 'oneOf'])
    const bounds = given(['atLeast', 'below'])
    if (subject === 'attribute' && values.length !== 1) issue('equals', 'give either `equals` or `oneOf`')
    if (subject !== 'attribute') for (const field of values) issue(field, 'is for an `attribute`')
    if (!isActivity) for (const field of given(['during', 'atLeast', 'below'])) issue(field, 'is for a `meter` or `charges`')
    if (isActivity && bounds.length === 0) issue('atLeast', 'give `atLeast`, `below` or both')
    if (isActivity && rule.during === undefined) issue('during', `is one of ${activitySpans.map(quoted).join(', ')}`)
    if (isBelow(rule.below, rule.atLeast) || (rule.below !== undefined && rule.below === rule.atLeast)) {
      issue('below', 'must be above `atLeast`')
    }
  })

/** Accounts of which all of the rules hold. */
const segmentSchema = z.strictObject({ name: nameSchema.optional(), where: z.array(ruleSchema).min(1).max(20) })

const segmentsAtMost = 100

export const segmentsSchema = z
  .record(keySchema, segmentSchema)
  .refine((segments) => Object.keys(segments).length <= segmentsAtMost, `a catalogue has at most ${segmentsAtMost} segments`)

export type Segment = z.infer<typeof segmentSchema>
export type SegmentRule = Segment['where'][number]

function quoted(word: string): string {
  return `\`${word}\``
}
