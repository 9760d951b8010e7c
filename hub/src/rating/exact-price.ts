import { invariant } from '@octroi/shared/errors/invariant'
import { parseQuantity } from '@octroi/shared/money/quantity'
import { divide, type Rational, rational } from '@octroi/shared/money/rational'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'

/** A decimal of the catalogue; publishing checked it. */
export function exactPrice(text: string | undefined): Rational {
  const exact = text === undefined ? undefined : parseUnitPrice(text)
  invariant(exact !== undefined, `not a published price: ${text}`)
  return exact
}

/** `2.5` percent as what it takes of one. */
export function exactPercent(text: string | undefined): Rational {
  return divide(exactPrice(text), rational(100n))
}

/** A quantity of the catalogue, in 1e-9 of its unit. */
export function exactQuantity(text: string): bigint {
  const quantity = parseQuantity(text)
  invariant(quantity !== undefined, `not a published quantity: ${text}`)
  return quantity
}

/** Each field that is there, read as a decimal. */
export function exactFields<K extends string>(
  fields: Readonly<Record<K, string | undefined>>,
): { readonly [name in K]?: Rational } {
  const given = Object.entries<string | undefined>(fields).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, exactPrice(text)] as const],
  )
  return Object.fromEntries(given) as { readonly [name in K]?: Rational }
}
