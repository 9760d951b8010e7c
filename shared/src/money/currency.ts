/** Currencies whose minor unit is not a hundredth (ISO 4217, list one). Those with four digits are not supported. */
const otherExponents: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
    (code) => [code, 0] as const,
  ),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
])

const fourDigitCodes: ReadonlySet<string> = new Set(['CLF', 'UYW'])
const knownCodes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** An ISO 4217 code, for example `EUR`. */
export type Currency = string & { readonly currency: unique symbol }

export function isCurrency(code: string): code is Currency {
  return knownCodes.has(code) && !fourDigitCodes.has(code)
}

/** How many decimal digits the currency's minor unit has: 0, 2 or 3. */
export function currencyExponent(currency: Currency): number {
  return otherExponents.get(currency) ?? 2
}
