import { compare, type Rational, rational } from '@octroi/shared/money/rational'
import { ownEntry } from '@octroi/shared/own-entry'
import { creditKey } from '../../catalogue/promotion.ts'
import type { InvoiceLine } from '../../invoicing/draft-invoice.ts'
import type { Formats } from './formats.ts'
import { type Language, translated } from './translated.ts'

const words = translated({
  credit: { en: 'Promotional credit', fr: 'Crédit promotionnel' },
  units: {
    en: {
      day: ['day', 'days'],
      week: ['week', 'weeks'],
      month: ['month', 'months'],
      quarter: ['quarter', 'quarters'],
      year: ['year', 'years'],
      credit: ['credit', 'credits'],
    },
    fr: {
      day: ['jour', 'jours'],
      week: ['semaine', 'semaines'],
      month: ['mois', 'mois'],
      quarter: ['trimestre', 'trimestres'],
      year: ['an', 'ans'],
      credit: ['crédit', 'crédits'],
    },
  },
})

interface Reader {
  readonly language: Language
  readonly formats: Formats
}

/** `Electricity, peak`, and the version where more than one rated the price: the same word in every language. */
export function lineName({ language }: Pick<Reader, 'language'>, line: InvoiceLine): string {
  const { price, name, band, version, isOneOfVersions } = line
  const known = price === creditKey ? words[language].credit : name
  return [known, ...(band === undefined ? [] : [band]), ...(isOneOfVersions ? [`version ${version}`] : [])].join(', ')
}

/** A quantity with its unit: spans of the calendar in the reader's language, other units as the catalogue names them. */
export function quantityWords({ language, formats }: Reader, unit: string, quantity: Rational): string {
  const isOne = compare(quantity, rational(1n)) === 0
  const known = ownEntry<readonly [string, string]>(words[language].units, unit)?.[isOne ? 0 : 1] ?? unit
  return `${formats.exact(quantity)} ${known}`
}

/** `65.755 kWh × 0.2146 = 14.111023`: each figure exact, so that a pocket calculator comes to the same. Step by step where it takes several. */
export function calculation(reader: Reader, { quantity, unit, unitPrice, exact, explanation }: InvoiceLine): string {
  const { formats } = reader
  if (unitPrice === undefined) return explanation.join('; ')
  return `${quantityWords(reader, unit, quantity)} × ${formats.exact(unitPrice)} = ${formats.exact(exact)}`
}
