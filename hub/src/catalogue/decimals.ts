import { parseQuantity } from '@octroi/shared/money/quantity'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { z } from 'zod'

/** Decimals are text, so that they stay exact. The patterns tell an editor what the refinements check. */
const unsigned = String.raw`^(0|[1-9]\d{0,29})(\.\d{1,12})?$`

export const positiveDecimal = z
  .string()
  .refine((text) => (parseUnitPrice(text)?.n ?? -1n) > 0n, 'a decimal above zero with at most 12 fraction digits, in quotes')
  .meta({ pattern: unsigned })

export const decimal = z
  .string()
  .refine(
    (text) => (parseUnitPrice(text)?.n ?? -1n) >= 0n,
    'a decimal of at least zero with at most 12 fraction digits, in quotes',
  )
  .meta({ pattern: unsigned })

/** Of a hundred: `"15.5"` is 15.5 %. */
export const percentOff = z
  .string()
  .refine((text) => {
    const value = parseUnitPrice(text)
    return value !== undefined && value.n > 0n && value.n <= 100n * value.d
  }, 'a decimal above 0 and at most 100 with at most 12 fraction digits, in quotes')
  .meta({ pattern: unsigned })

export const positiveQuantity = z
  .string()
  .refine((text) => (parseQuantity(text) ?? 0n) > 0n, 'a quantity above zero with at most 9 fraction digits, in quotes')
  .meta({ pattern: String.raw`^(0|[1-9]\d{0,29})(\.\d{1,9})?$` })

/** Whether the first of two decimals that are both there is below the second. */
export function isBelow(most: string | undefined, least: string | undefined): boolean {
  const [upper, lower] = [most, least].map((text) => (text === undefined ? undefined : parseUnitPrice(text)))
  return upper !== undefined && lower !== undefined && upper.n * lower.d < lower.n * upper.d
}
