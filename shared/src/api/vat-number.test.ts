import { expect, test } from 'vitest'
import { isVatNumber, plainVatNumber } from './vat-number.ts'

test.each([
  ['FR', 'FR 40 303265045', true],
  ['FR', 'FR4030326504', false],
  ['FR', 'DE123456789', false],
  ['DE', 'de 123 456 789', true],
  ['BE', 'BE 0123.456.789', true],
  ['GR', 'EL123456789', true],
  ['GR', 'GR123456789', false],
  ['GB', 'GB999999973', true],
  ['CH', 'CHE-123.456.788 MWST', true],
  ['NL', 'NL123456789B01', true],
  ['US', '12-3456789', true],
  ['US', '12', false],
])('of %s, %s has the right form: %s', (country, written, fits) => {
  expect(isVatNumber(country, plainVatNumber(written))).toBe(fits)
})
