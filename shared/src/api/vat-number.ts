/**
 * How the numbers look that tax authorities give, by country, as they are written in full: with the letters of the country, where
 * it has some (VIES, and the authorities of those outside of it). Only the form is looked at: whether a number was given, and to
 * whom, no pattern can tell.
 */
const patterns: Readonly<Record<string, RegExp>> = {
  AT: /^ATU\d{8}$/,
  BE: /^BE[01]\d{9}$/,
  BG: /^BG\d{9,10}$/,
  CH: /^CHE\d{9}(?:MWST|TVA|IVA)?$/,
  CY: /^CY\d{8}[A-Z]$/,
  CZ: /^CZ\d{8,10}$/,
  DE: /^DE\d{9}$/,
  DK: /^DK\d{8}$/,
  EE: /^EE\d{9}$/,
  ES: /^ES[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^FI\d{8}$/,
  FR: /^FR[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GB: /^GB(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  GR: /^EL\d{9}$/,
  HR: /^HR\d{11}$/,
  HU: /^HU\d{8}$/,
  IE: /^IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/,
  IT: /^IT\d{11}$/,
  LT: /^LT(?:\d{9}|\d{12})$/,
  LU: /^LU\d{8}$/,
  LV: /^LV\d{11}$/,
  MT: /^MT\d{8}$/,
  NL: /^NL[A-Z0-9+*]{9}B[A-Z0-9+*]{2}$/,
  NO: /^(?:NO)?\d{9}(?:MVA)?$/,
  PL: /^PL\d{10}$/,
  PT: /^PT\d{9}$/,
  RO: /^RO\d{2,10}$/,
  SE: /^SE\d{12}$/,
  SI: /^SI\d{8}$/,
  SK: /^SK\d{10}$/,
}

/** Of a country whose numbers we do not know. */
const anyNumber = /^[A-Z0-9]{4,20}$/

/** Without the spaces, dots and dashes that people write. */
export function plainVatNumber(text: string): string {
  return text.replace(/[\s.-]/g, '').toUpperCase()
}

/** Of a number as {@link plainVatNumber} leaves it. */
export function isVatNumber(country: string, number: string): boolean {
  return (Object.hasOwn(patterns, country) ? (patterns[country] ?? anyNumber) : anyNumber).test(number)
}
