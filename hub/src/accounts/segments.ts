import { invariant } from '@octroi/shared/errors/invariant'
import { formatExact } from '@octroi/shared/money/decimal'
import { compare, type Rational } from '@octroi/shared/money/rational'
import { parseUnitPrice } from '@octroi/shared/money/unit-price'
import { ownEntry } from '@octroi/shared/own-entry'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Segment, SegmentRule } from '../catalogue/segment.ts'
import type { Account } from './account.ts'
import { type Activity, counterOfCharges, counterOfMeter, metered, type RuleMonths, spanFromMs, sumOf } from './activity.ts'
import { countryOf, type Profile } from './profile.ts'

/** What is known of an account when it is asked whether it is in a segment. */
export interface SegmentFacts {
  readonly account: Pick<Account, 'standing'>
  readonly profile: Profile
  readonly activities: readonly Activity[]
  readonly months: RuleMonths
}

export interface RuleOutcome {
  readonly rule: SegmentRule
  readonly holds: boolean
  /** What was looked at, in words. */
  readonly subject: string
  readonly wanted: string
  /** Absent where nothing is known. */
  readonly is?: string
}

export interface Membership {
  readonly segment: string
  readonly isMember: boolean
  readonly rules: readonly RuleOutcome[]
}

/** Every segment of a catalogue, and whether an account is in it, rule by rule. */
export function memberships(catalogue: Catalogue, facts: SegmentFacts): readonly Membership[] {
  return Object.entries(catalogue.segments ?? {}).map(([key, segment]) => membership(catalogue, key, segment, facts))
}

export function membership(catalogue: Catalogue, key: string, { where }: Segment, facts: SegmentFacts): Membership {
  const rules = where.map((rule) => outcomeOf(catalogue, rule, facts))
  return { segment: key, isMember: rules.every(({ holds }) => holds), rules }
}

function outcomeOf(catalogue: Catalogue, rule: SegmentRule, facts: SegmentFacts): RuleOutcome {
  const { account, profile } = facts
  const { attribute, country, language, standing } = rule
  if (attribute !== undefined) {
    const values = rule.oneOf ?? [rule.equals ?? '']
    return among(rule, `attribute \`${attribute}\``, values, ownEntry(profile.attributes, attribute))
  }
  if (country !== undefined) return among(rule, 'country', country, countryOf(profile))
  if (language !== undefined) return among(rule, 'language', language, profile.language, isSpoken)
  if (standing !== undefined) return among(rule, 'standing', standing, account.standing.standing)
  return within(rule, didWithin(catalogue, rule, facts))
}

function among(
  rule: SegmentRule,
  subject: string,
  values: readonly string[],
  is: string | undefined,
  fits: (value: string, is: string) => boolean = (value, other) => value === other,
): RuleOutcome {
  const holds = is !== undefined && values.some((value) => fits(value, is))
  return { rule, holds, subject, wanted: values.join(' or '), ...(is === undefined ? {} : { is }) }
}

/** Tags of languages compare without case, and a shorter one means every longer one that begins with it (RFC 4647, 3.3.1). */
function isSpoken(wanted: string, spoken: string): boolean {
  const [range, tag] = [wanted.toLowerCase(), spoken.toLowerCase()]
  return tag === range || tag.startsWith(`${range}-`)
}

interface DidWithin {
  readonly subject: string
  readonly amount: Rational
}

function didWithin({ meters }: Catalogue, rule: SegmentRule, { activities, months }: SegmentFacts): DidWithin {
  const { meter: name, charges, during = 'ever' } = rule
  const fromMs = spanFromMs(during, months)
  const when = duringWords[during]
  if (charges !== undefined) {
    return { subject: `charges in ${charges} ${when}`, amount: sumOf(activities, counterOfCharges(charges), fromMs).total }
  }
  const meter = ownEntry(meters, name ?? '')
  invariant(meter !== undefined, 'publishing checked what rules look at')
  return { subject: `meter \`${name}\` ${when}`, amount: metered(meter, sumOf(activities, counterOfMeter(meter), fromMs)) }
}

const duringWords = { month: 'this month', 'twelve-months': 'in twelve months', ever: 'ever' } as const

function within(rule: SegmentRule, { subject, amount }: DidWithin): RuleOutcome {
  const [least, most] = [rule.atLeast, rule.below].map((text) => (text === undefined ? undefined : parseUnitPrice(text)))
  const holds = (least === undefined || compare(amount, least) >= 0) && (most === undefined || compare(amount, most) < 0)
  const wanted = [
    ...(rule.atLeast === undefined ? [] : [`at least ${rule.atLeast}`]),
    ...(rule.below === undefined ? [] : [`below ${rule.below}`]),
  ].join(' and ')
  return { rule, holds, subject, wanted, is: formatExact(amount) }
}

/** `attribute `plan` is `pupil`, and must be student` */
export function failedWords({ rules }: Membership): string {
  return rules
    .filter(({ holds }) => !holds)
    .map(({ subject, is, wanted }) => `${subject} is ${is ?? 'not known'}, and must be ${wanted}`)
    .join('; ')
}
