import { add, floor, multiply, type Rational, rational } from '@octroi/shared/money/rational'

/** Something that earns points, or takes them back: a bill, or a credit note of it, which is below nothing. */
export interface Earning {
  /** Of which period it is. */
  readonly period: string
  readonly of: Rational
  /** Points for one of it. */
  readonly rate: Rational
}

export interface EarnedPoints {
  readonly period: string
  readonly of: Rational
  readonly points: bigint
}

/** The points of each period: what it comes to altogether, times the rate, rounded down once. So parts never earn more than their whole. */
export function pointsOf(earnings: readonly Earning[]): readonly EarnedPoints[] {
  const periods = new Map<string, { readonly of: Rational; readonly worth: Rational }>()
  for (const { period, of, rate } of earnings) {
    const { of: before, worth } = periods.get(period) ?? { of: nothing, worth: nothing }
    periods.set(period, { of: add(before, of), worth: add(worth, multiply(of, rate)) })
  }
  return [...periods].map(([period, { of, worth }]) => ({ period, of, points: floor(worth) }))
}

/** What is there to be redeemed. Below nothing where points were taken back after they were redeemed: later ones make up for it. */
export function pointsLeft(earned: readonly EarnedPoints[], redeemed: bigint): bigint {
  return earned.reduce((sum, { points }) => sum + points, 0n) - redeemed
}

const nothing = rational(0n)
