import { type Amount, formatAmount } from '@octroi/shared/money/amount'
import { formatExact } from '@octroi/shared/money/decimal'
import type { Rational } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { type Language, locales } from './translated.ts'

/** How figures and times are written for a reader. */
export interface Formats {
  readonly money: (amount: Amount) => string
  /** Exactly, with every digit; a number without a finite decimal as a fraction. */
  readonly exact: (value: Rational) => string
  readonly time: (ms: number) => string
  /** To the second: an opening and its closing may lie in one minute. */
  readonly moment: (ms: number) => string
  /** An interval, without saying twice what is the same at both ends. */
  readonly interval: (fromMs: number, untilMs: number) => string
  /** `2026-11` as `November 2026`. */
  readonly month: (name: string) => string
  /** A billing period by its name: its month, or `2026-11-23` as `23 November 2026`. */
  readonly period: (name: string) => string
  /** From one date through another, without saying twice what is the same of both. */
  readonly days: (from: string, through: string) => string
}

export function formatsOf(language: Language, zone: Zone): Formats {
  const locale = locales[language]
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone })
  const number = new Intl.NumberFormat(locale)
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return {
    money: (amount) => {
      const text = formatAmount(amount)
      const digits = text.split('.')[1]?.length ?? 0
      const style = { style: 'currency', currency: amount.currency, minimumFractionDigits: digits } as const
      return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: digits }).format(text as `${number}`)
    },
    exact: (value) => {
      const text = formatExact(value)
      return text.includes('/') ? text : localDecimal(number, text)
    },
    time: (ms) => time.format(ms),
    moment: (ms) => moment.format(ms),
    interval: (fromMs, untilMs) => time.formatRange(fromMs, untilMs),
    month: (name) => month.format(Date.parse(`${name}-01T00:00:00Z`)),
    period: (name) =>
      name.length === '2026-11'.length ? month.format(Date.parse(`${name}-01T00:00:00Z`)) : day.format(Date.parse(name)),
    days: (from, through) => date.formatRange(Date.parse(from), Date.parse(through)),
  }
}

/** A decimal in the reader's figures, with every digit: the platform rounds fractions, so they are written here. */
function localDecimal(number: Intl.NumberFormat, text: string): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const grouped = `${sign}${number.format(BigInt(whole))}`
  const point = number.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`
}
