import { z } from 'zod'
import { fromBase64url } from '../crypto/bytes.ts'
import { type Id, type IdKind, idPrefixes, isId } from '../ids/id.ts'
import { parseInstant } from '../time/instant.ts'
import { isZone } from '../time/zone.ts'
import { keyLengthAtMost, keyPattern } from './vocabulary.ts'

/** The small shapes every resource is made of. Unknown fields are refused, so that a typing mistake is not ignored. */
export function idSchema<K extends IdKind>(kind: K) {
  return z
    .string()
    .refine((text): text is Id<K> => isId(kind, text), `must be an id that begins with ${idPrefixes[kind]}_`)
    .meta({ example: `${idPrefixes[kind]}_01k9zz3v6efqvrs3m1rc2v7h5e` })
}

/** RFC 3339 with seconds and an offset. Answers are in UTC. */
export const instantSchema = z
  .string()
  .max(40)
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 instant, for example 2026-11-23T09:00:00Z')
  .meta({ format: 'date-time', example: '2026-11-23T09:00:00Z' })

export const zoneSchema = z
  .string()
  .max(64)
  .refine(isZone, 'must be an IANA time zone, for example Europe/Paris')
  .meta({ example: 'Europe/Paris' })

/** Text that a person wrote, on one line; anything a keyboard can write, and nothing that only a program would. */
export const textSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Control}\p{Surrogate}]*$/u, 'must not hold control characters or halves of characters')

/** Text of several lines that a person wrote. */
export const proseSchema = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^(?:[^\p{Control}\p{Surrogate}]|\n)*$/u, 'must not hold control characters other than line breaks')

export const nameSchema = textSchema(200)

export const keySchema = z.string().max(keyLengthAtMost).regex(keyPattern, 'must be lower-case words joined by `.` or `-`')

export function base64urlSchema(bytes: { readonly least: number; readonly most: number }) {
  return z
    .string()
    .max(Math.ceil((bytes.most * 4) / 3))
    .refine((text) => {
      const decoded = fromBase64url(text)
      return decoded !== undefined && decoded.length >= bytes.least && decoded.length <= bytes.most
    }, `must be base64url without padding, of ${bytes.least} to ${bytes.most} bytes`)
}

/** Money as it is paid: all digits of the currency's minor unit. */
export const amountSchema = z
  .strictObject({ amount: z.string().meta({ example: '2.40' }), currency: z.string().meta({ example: 'EUR' }) })
  .meta({ id: 'Amount' })

export const explanationSchema = z
  .array(z.string())
  .meta({ description: 'The steps that lead to the figure, one a line.', example: ['1 opening × 2.4 = 2.4'] })

/** The query of a list; `after` is the `next` of the page before, in the list's own form. */
export function pageQuerySchema<S extends z.ZodType>(after: S) {
  return z.strictObject({
    limit: z
      .string()
      .regex(/^(?:[1-9]\d?|100)$/, 'must be from 1 to 100')
      .optional()
      .meta({ description: 'How many at most; 50 where it is absent.', example: '50' }),
    after: after.optional().meta({ description: 'The `next` of the page before.' }),
  })
}

/** A list in the order of numbers: versions, records of a journal. */
export const numberCursor = z.string().regex(/^\d{1,15}$/, 'must be the `next` of the page before')

/** A record's place in the journal of its device. */
export const seqSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be the number of a record')
  .meta({ example: '7' })

export function pageSchema<T extends z.ZodType>(item: T, id: string) {
  return z
    .strictObject({ items: z.array(item), next: z.string().optional().meta({ description: 'Give it as `after` to go on.' }) })
    .meta({ id })
}
