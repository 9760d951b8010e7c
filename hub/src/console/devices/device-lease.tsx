import { formatQuantity } from '@octroi/shared/money/quantity'
import type { LeasedService } from '@octroi/shared/wire/messages/lease'
import { readLease } from '../../authorizations/give-lease.use-case.ts'
import type { IssuedLease } from '../../authorizations/lease.store.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Empty, Facts, Mark } from '../frame/page.tsx'
import { deviceLeaseWords } from './device-lease-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly lease: IssuedLease | undefined
  readonly nowMs: number
}

/** What the device may do for its own account without asking, in words. */
export function DeviceLease({ view, lease: issued, nowMs }: Props) {
  const words = deviceLeaseWords[view.language]
  return (
    <section>
      <h2>{words.lease}</h2>
      {issued === undefined ? <Empty>{words.none}</Empty> : <Told view={view} issued={issued} nowMs={nowMs} />}
    </section>
  )
}

function Told({ view, issued, nowMs }: { readonly view: ConsoleView; readonly issued: IssuedLease; readonly nowMs: number }) {
  const words = deviceLeaseWords[view.language]
  const { formats } = view
  const lease = readLease(issued)
  const hasEnded = nowMs >= lease.expiresAt * 1000
  return (
    <>
      <Facts
        facts={[
          [words.number, String(lease.leaseSeq)],
          [words.given, formats.time(issued.issuedAtMs)],
          [
            words.until,
            <>
              {formats.time(lease.expiresAt * 1000)} {hasEnded ? <Mark tone="warn">{words.ended}</Mark> : null}
            </>,
          ],
          [words.renews, formats.time(lease.renewAt * 1000)],
          [
            words.applied,
            issued.appliedSeq === undefined ? (
              <Mark tone="warn">{words.notApplied}</Mark>
            ) : (
              words.appliedAt(String(issued.appliedSeq))
            ),
          ],
          [words.offline, words.offlineLimits(String(lease.poweredSeconds), String(lease.unsyncedBoots))],
        ]}
      />
      <DataTable caption={words.lease} columns={columnsOf(view)} rows={lease.services} empty={words.allowsNothing} />
    </>
  )
}

function columnsOf({ language }: ConsoleView) {
  const words = deviceLeaseWords[language]
  const column = (name: string, head: string, text: (service: LeasedService) => string) => ({ name, head, cell: text, text })
  return [
    column('service', words.service, ({ service }) => service),
    column('actions', words.actions, ({ actions }) => actions.join(', ') || '–'),
    column('essential', words.essential, ({ essential }) => essential.join(', ') || '–'),
    column('standing', words.standing, ({ standing }) => words.standings[standing]),
    column('after', words.after, ({ afterExpiry }) => words.afterExpiry[afterExpiry]),
    column('quota', words.quota, ({ ceilings }) =>
      ceilings.length === 0
        ? '–'
        : ceilings.map(({ counter, counted, ceiling }) => words.left(formatQuantity(ceiling - counted), counter)).join('; '),
    ),
  ]
}
