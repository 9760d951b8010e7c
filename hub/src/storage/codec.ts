import { invariant } from '@octroi/shared/errors/invariant'
import type { Currency } from '@octroi/shared/money/currency'
import { parseExact } from '@octroi/shared/money/decimal'
import type { Rational } from '@octroi/shared/money/rational'

/** Rows hold `null` where the domain leaves a field out. */
export function present<K extends string, V>(key: K, value: V | null): { readonly [P in K]?: V } {
  return (value === null ? {} : { [key]: value }) as { readonly [P in K]?: V }
}

export function orNull<V>(value: V | undefined): V | null {
  return value ?? null
}

const int128 = 2n ** 127n

/** Exact whole numbers are stored as decimal text and bounded, so that no engine ever rounds one. */
export function writeWhole(value: bigint): string {
  invariant(-int128 < value && value < int128, 'a stored whole number fits 128 bits')
  return value.toString()
}

export function readExact(text: string): Rational {
  const value = parseExact(text)
  invariant(value !== undefined, `not an exact number: ${text}`)
  return value
}

/** Documents that are only ever read whole: reasons, quotes, explanations. Amounts inside are decimal text. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value)
}

export function readJson<T>(text: string): T {
  return JSON.parse(text) as T
}

export function readCurrency(code: string): Currency {
  return code as Currency
}
