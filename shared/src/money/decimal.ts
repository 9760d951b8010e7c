import { type Rational, rational } from './rational.ts'

const decimalPattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/

/** Digits before the point that any of our numbers may have: bounds the work a hostile number can cause. */
const wholeDigitsAtMost = 30

/**
 * The whole number `text * 10^digits`, or undefined where `text` is not a plain decimal (no exponent, no leading zeros,
 * no `+`) or has more than `digits` fraction digits.
 */
export function parseScaled(text: string, digits: number, wholeDigits = wholeDigitsAtMost): bigint | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = ''] = match
  if (whole.length > wholeDigits || fraction.length > digits) return undefined
  const magnitude = BigInt(whole + fraction.padEnd(digits, '0'))
  return sign === '-' ? -magnitude : magnitude
}

/** `scaled / 10^digits` without trailing zeros, but with at least `least` fraction digits. */
export function formatScaled(scaled: bigint, digits: number, least = 0): string {
  const sign = scaled < 0n ? '-' : ''
  const figures = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0')
  const whole = figures.slice(0, figures.length - digits)
  const fraction = figures
    .slice(figures.length - digits)
    .replace(/0+$/, '')
    .padEnd(least, '0')
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** Longer than any number that rating and sharing within their limits come to. */
const exactLengthAtMost = 4000

/** An exact number as text: a plain decimal where it has a finite one, else a fraction `n/d`. */
export function formatExact(value: Rational): string {
  const digits = finiteDigits(value.d)
  return digits === undefined ? `${value.n}/${value.d}` : formatScaled((value.n * 10n ** BigInt(digits)) / value.d, digits)
}

/** Reads what {@link formatExact} wrote. Undefined for anything else. */
export function parseExact(text: string): Rational | undefined {
  if (text.length > exactLengthAtMost) return undefined
  const fraction = /^(-?\d+)\/([1-9]\d*)$/.exec(text)
  if (fraction !== null) return rational(BigInt(fraction[1] ?? ''), BigInt(fraction[2] ?? ''))
  const digits = text.split('.')[1]?.length ?? 0
  const scaled = parseScaled(text, digits, exactLengthAtMost)
  return scaled === undefined ? undefined : rational(scaled, 10n ** BigInt(digits))
}

/** How many fraction digits `1/denominator` needs, or undefined where no number of them is enough. */
function finiteDigits(denominator: bigint): number | undefined {
  const [withoutTwos, twos] = stripped(denominator, 2n)
  const [rest, fives] = stripped(withoutTwos, 5n)
  return rest === 1n ? Math.max(twos, fives) : undefined
}

function stripped(value: bigint, factor: bigint): [rest: bigint, times: number] {
  let [rest, times] = [value, 0]
  while (rest % factor === 0n) [rest, times] = [rest / factor, times + 1]
  return [rest, times]
}
