import { formatQuantity, inUnits } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import { standingTones, standingWords } from '../accounts/standing-words.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Mark } from '../frame/page.tsx'
import { consentsAtMost, type EntitlementRow, isInForce } from './entitlement-rows.ts'
import { type EntitlementWords, entitlementWords } from './entitlement-words.ts'

/** Where to ask whether an account may do something. */
export function mayPath(asked: Readonly<Record<string, string>>): string {
  return `/console/entitlements/may?${new URLSearchParams(asked).toString()}`
}

function quotaPath({ id }: EntitlementRow['entitlement']): string {
  return `/console/entitlements/${id}/quota`
}

export function entitlementColumns(view: ConsoleView): readonly Column<EntitlementRow>[] {
  const { formats } = view
  const words = entitlementWords[view.language]
  return [
    {
      name: 'account',
      head: words.who,
      cell: ({ entitlement: { account: id }, account }) => <a href={`/console/accounts/${id}`}>{account?.name ?? id}</a>,
      text: ({ entitlement: { account } }) => account,
    },
    {
      name: 'may',
      head: words.what,
      cell: (row) => <Actions row={row} />,
      text: ({ entitlement: { service, actions } }) => actions.map((action) => `${service}:${action}`).join(' '),
    },
    {
      name: 'device',
      head: words.where,
      cell: (row) => <Reach words={words} row={row} />,
      text: ({ entitlement: { device, reach } }) => device ?? reach,
    },
    {
      name: 'from',
      head: words.since,
      cell: ({ entitlement: { fromMs, untilMs }, nowMs }) => {
        if (fromMs > nowMs) return words.begins(formats.time(fromMs))
        if (untilMs === undefined) return words.from(formats.time(fromMs))
        return nowMs < untilMs ? words.ends(formats.time(untilMs)) : words.ended(formats.time(untilMs))
      },
      text: ({ entitlement: { fromMs } }) => formatInstant(fromMs),
    },
    {
      name: 'subscription',
      head: words.by,
      cell: ({ entitlement: { subscription }, offer }) => (
        <a href={`/console/usage?of=${subscription}`}>{offer ?? subscription}</a>
      ),
      text: ({ entitlement: { subscription } }) => subscription,
    },
    ...conditionColumns(view),
    {
      name: 'until',
      head: words.may,
      cell: ({ entitlement, nowMs }) =>
        isInForce(entitlement, nowMs) ? <a href={mayPath(askOf(entitlement))}>{words.ask}</a> : null,
      text: ({ entitlement: { untilMs } }) => (untilMs === undefined ? '' : formatInstant(untilMs)),
    },
  ]
}

/** What it depends on beside time. */
function conditionColumns({ language, formats }: ConsoleView): readonly Column<EntitlementRow>[] {
  const words = entitlementWords[language]
  const { standings } = standingWords[language]
  return [
    {
      name: 'left',
      head: words.left,
      cell: ({ entitlement, quotas, limited }) =>
        limited !== undefined ? (
          <a href={quotaPath(entitlement)} class={limited.left === 0n ? 'mark warn' : undefined}>
            {words.ofQuota(
              formats.exact(inUnits(limited.left)),
              formats.exact(inUnits(limited.quantity)),
              limited.unit ?? words.uses,
            )}
          </a>
        ) : quotas.length === 0 ? (
          words.unlimited
        ) : (
          quotas.map(({ left, quantity, unit = words.uses }) => (
            <span class={left === 0n ? 'mark warn' : undefined}>
              {words.ofQuota(formats.exact(inUnits(left)), formats.exact(inUnits(quantity)), unit)}
            </span>
          ))
        ),
      text: ({ quotas, limited }) =>
        [...(limited === undefined ? [] : [limited]), ...quotas].map(({ left }) => formatQuantity(left)).join(' '),
    },
    {
      name: 'standing',
      head: words.standing,
      cell: ({ account }) =>
        account && <Mark tone={standingTones[account.standing.standing]}>{standings[account.standing.standing]}</Mark>,
      text: ({ account }) => account?.standing.standing ?? '',
    },
    {
      name: 'consents',
      head: words.consent,
      cell: ({ consents }) =>
        consents === undefined
          ? words.noConsent
          : words.consents(consents >= consentsAtMost ? `${consentsAtMost}+` : String(consents)),
      text: ({ consents }) => (consents === undefined ? '' : String(consents)),
    },
  ]
}

function askOf({ account, device, service, actions }: EntitlementRow['entitlement']): Readonly<Record<string, string>> {
  const [action] = actions
  return { account, ...(device === undefined ? {} : { device }), use: action === undefined ? '' : `${service}:${action}` }
}

function Actions({ row: { entitlement } }: { readonly row: EntitlementRow }) {
  const { service, actions } = entitlement
  return (
    <>
      {service}
      <span class="under">{actions.join(', ')}</span>
    </>
  )
}

function Reach({ words, row }: { readonly words: EntitlementWords; readonly row: EntitlementRow }) {
  const { entitlement, device } = row
  if (entitlement.device !== undefined) {
    return <a href={`/console/devices/${entitlement.device}`}>{device?.label ?? entitlement.device}</a>
  }
  return entitlement.reach === 'own' ? words.ownDevices : words.othersDevices
}
