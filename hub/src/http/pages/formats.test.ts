import type { Currency } from '@octroi/shared/money/currency'
import { rational } from '@octroi/shared/money/rational'
import type { Zone } from '@octroi/shared/time/zone'
import { expect, test } from 'vitest'
import { formatsOf } from './formats.ts'

const [english, french] = [formatsOf('en', 'Europe/Paris' as Zone), formatsOf('fr', 'Europe/Paris' as Zone)]
/** Intl sets spaces that do not break, of several widths. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ')

test.each([
  [240n, 'EUR', '€2.40', '2,40 €'],
  [-5n, 'GBP', '-£0.05', '-0,05 £GB'],
  [12_345_678_901_234_567_890n, 'EUR', '€123,456,789,012,345,678.90', '123 456 789 012 345 678,90 €'],
  [7n, 'JPY', 'JP¥7', '7 JPY'],
  [1234n, 'KWD', 'KWD 1.234', '1,234 KWD'],
])('%s minor units of %s', (minor, currency, en, fr) => {
  const amount = { minor, currency: currency as Currency }
  expect([plain(english.money(amount)), plain(french.money(amount))]).toEqual([en, fr])
})

test('exact figures keep every digit', () => {
  const long = rational(10n ** 24n + 1n, 10n ** 21n)
  expect(english.exact(long)).toBe('1,000.000000000000000000001')
  expect(plain(french.exact(long))).toBe('1 000,000000000000000000001')
  expect(french.exact(rational(1n, 3600n))).toBe('1/3600')
})

test('times are those of the account’s zone, months those of the bill', () => {
  const summer = Date.parse('2026-07-31T22:30:00Z')
  expect(english.time(summer)).toBe('1 Aug 2026, 00:30')
  expect(english.moment(summer + 5000)).toBe('1 Aug 2026, 00:30:05')
  expect(plain(english.interval(summer, summer + 1_800_000))).toBe('1 Aug 2026, 00:30–01:00')
  expect(plain(french.time(summer))).toBe('1 août 2026, 00:30')
  expect([english.month('2026-08'), french.month('2026-08')]).toEqual(['August 2026', 'août 2026'])
  expect([english.period('2026-08'), french.period('2026-08-31')]).toEqual(['August 2026', '31 août 2026'])
  expect(plain(english.days('2026-07-27', '2026-08-02'))).toBe('27 Jul – 2 Aug 2026')
})
