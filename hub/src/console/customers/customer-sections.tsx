import { formatExact } from '@octroi/shared/money/decimal'
import type { Child } from 'hono/jsx'
import type { Contact, Named, Profile } from '../../accounts/profile.ts'
import type { Membership, RuleOutcome } from '../../accounts/segments.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { Empty, type Fact, Facts, Mark } from '../frame/page.tsx'
import type { CustomerFacts } from './customer-facts.ts'
import { customerWords } from './customer-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly facts: CustomerFacts
}

/** Who an account is, where it stands in the tree, in which segments it is and why, and what it did. */
export function CustomerSections(props: Props) {
  return (
    <>
      <ProfileFacts {...props} />
      <Contacts {...props} />
      <Segments {...props} />
      <Activity {...props} />
    </>
  )
}

function ProfileFacts({ view, facts: { profile, above } }: Props) {
  const words = customerWords[view.language]
  const facts = [...writtenFacts(view, profile), ...treeFacts(view, above)]
  return (
    <section>
      <h2>{words.profile}</h2>
      {facts.length === 0 ? <Empty>{words.noProfile}</Empty> : <Facts facts={facts} />}
    </section>
  )
}

function writtenFacts({ language }: ConsoleView, profile: Profile): readonly Fact[] {
  const words = customerWords[language]
  const { legalName, language: spoken, address, tax, externalIds, attributes } = profile
  const place = address && [
    ...address.lines,
    [address.postalCode, address.city].filter(Boolean).join(' '),
    address.region,
    address.country,
  ]
  const facts: readonly (readonly [string, Child | undefined])[] = [
    [words.legalName, legalName],
    [words.language, spoken],
    [words.address, place?.filter((line) => line !== undefined && line !== '').join(', ')],
    [words.tax, tax && [words.kinds[tax.kind], tax.country, tax.vatNumber].filter(Boolean).join(', ')],
    [words.externalIds, namesIn(externalIds)],
    [words.attributes, namesIn(attributes)],
  ]
  return facts.flatMap(([term, fact]) => (fact === undefined ? [] : [[term, fact] as const]))
}

function namesIn(named: Named): Child | undefined {
  const entries = Object.entries(named)
  if (entries.length === 0) return undefined
  return (
    <ul class="plain">
      {entries.map(([key, value]) => (
        <li>
          <span class="id">{key}</span> {value}
        </li>
      ))}
    </ul>
  )
}

function treeFacts({ language }: ConsoleView, above: CustomerFacts['above']): readonly Fact[] {
  if (above.length === 0) return []
  const links = above.map(({ id, name }, index) => (
    <>
      {index === 0 ? '' : ' < '}
      <a href={`/console/accounts/${id}`}>{name}</a>
    </>
  ))
  return [[customerWords[language].parent, <>{links}</>]]
}

function plain<Row>(name: string, head: string, text: (row: Row) => string, cell: (row: Row) => Child = text): Column<Row> {
  return { name, head, cell, text }
}

function Contacts({ view, facts: { profile } }: Props) {
  const words = customerWords[view.language]
  if (profile.contacts.length === 0) return null
  const columns: readonly Column<Contact>[] = [
    plain('role', words.role, ({ role }) => words.roles[role]),
    plain('name', words.name, ({ name }) => name),
    plain('email', words.email, ({ email }) => email ?? ''),
    plain('phone', words.phone, ({ phone }) => phone ?? ''),
  ]
  return (
    <section>
      <h2>{words.contacts}</h2>
      <DataTable caption={words.contacts} columns={columns} rows={profile.contacts} empty="" />
    </section>
  )
}

function Segments({ view, facts: { memberships } }: Props) {
  const words = customerWords[view.language]
  if (memberships.length === 0) return null
  const answer = ({ isMember }: Membership): string => (isMember ? words.yes : words.no)
  const columns: readonly Column<Membership>[] = [
    plain('segment', words.segment, ({ segment }) => segment),
    plain('member', words.isMember, answer, (each) => <Mark tone={each.isMember ? 'good' : 'plain'}>{answer(each)}</Mark>),
    plain(
      'why',
      words.why,
      ({ rules }) => rules.map(ruleWords).join('; '),
      ({ rules }) => (
        <ul class="plain">
          {rules.map((rule) => (
            <li>
              <Mark tone={rule.holds ? 'good' : 'warn'}>{rule.holds ? words.yes : words.no}</Mark> {ruleWords(rule)}
            </li>
          ))}
        </ul>
      ),
    ),
  ]
  return (
    <section>
      <h2>{words.segments}</h2>
      <DataTable caption={words.segments} columns={columns} rows={memberships} empty="" />
    </section>
  )
}

/** As the catalogue writes it, which is in no language of people. */
function ruleWords({ subject, wanted, is }: RuleOutcome): string {
  return `${subject}: ${is ?? '?'} / ${wanted}`
}

function Activity({ view, facts: { counters } }: Props) {
  const words = customerWords[view.language]
  if (counters.length === 0) return null
  type Row = (typeof counters)[number]
  const figure = (name: 'month' | 'twelveMonths' | 'ever'): Column<Row> => ({
    ...plain<Row>(
      name,
      words[name],
      (row) => formatExact(row[name]),
      (row) => view.formats.exact(row[name]),
    ),
    isNumber: true,
  })
  const columns = [
    plain<Row>('counter', words.counter, ({ counter }) => counter),
    figure('month'),
    figure('twelveMonths'),
    figure('ever'),
  ]
  return (
    <section>
      <h2>{words.activity}</h2>
      <DataTable caption={words.activity} columns={columns} rows={counters} empty="" />
    </section>
  )
}
