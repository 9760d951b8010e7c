import type { AccountId } from '@octroi/shared/ids/id'
import type { Account } from '../../accounts/account.ts'
import type { Device } from '../../devices/device.ts'
import type { GivenConsent } from '../../entitlements/entitlement.store.ts'
import type { Stores } from '../../stores.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { accountsById } from '../accounts/sought-account.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { mayPath } from './entitlement-columns.tsx'
import { consentsAtMost, isInForce } from './entitlement-rows.ts'
import { entitlementWords } from './entitlement-words.ts'

/** Somebody whom a device's owner lets use it, and by which entitlement. */
export interface OtherRow {
  readonly consent: GivenConsent
  readonly grantee: Account | undefined
  readonly use: string | undefined
  readonly subscription: Subscription | undefined
}

/** Of the newest consents of the owner those that hold for the device now. */
export async function byConsent(stores: Stores, device: Device, nowMs: number): Promise<readonly OtherRow[]> {
  const { items } = await stores.consents.given({ limit: consentsAtMost }, device.owner)
  const here = items.filter((given) => isInForce(given, nowMs) && (given.device === undefined || given.device === device.id))
  const grantees = await accountsById(
    stores,
    here.map(({ grantee }): AccountId => grantee),
  )
  const rows: OtherRow[] = []
  for (const consent of here) {
    const { grantee, service } = consent
    const entitled = await stores.entitlements.forService([grantee], service, { fromMs: nowMs, untilMs: nowMs + 1 })
    const covering = entitled.find(
      (each) => each.reach === 'consented' && (each.device === undefined || each.device === device.id),
    )
    const subscription = covering && (await stores.subscriptions.get(covering.subscription))
    const action = covering?.actions[0]
    rows.push({
      consent,
      grantee: grantees.get(grantee),
      use: action === undefined ? undefined : `${service}:${action}`,
      subscription,
    })
  }
  return rows
}

interface Props {
  readonly view: ConsoleView
  readonly device: Device
  readonly rows: readonly OtherRow[]
}

export function Others({ view, device, rows }: Props) {
  const { language, formats } = view
  const words = entitlementWords[language]
  const columns: readonly Column<OtherRow>[] = [
    {
      name: 'who',
      head: words.who,
      cell: ({ consent, grantee }) => <a href={`/console/accounts/${consent.grantee}`}>{grantee?.name ?? consent.grantee}</a>,
      text: ({ consent }) => consent.grantee,
    },
    { name: 'service', head: words.what, cell: ({ consent }) => consent.service, text: ({ consent }) => consent.service },
    {
      name: 'from',
      head: words.since,
      cell: ({ consent: { fromMs, untilMs } }) =>
        untilMs === undefined ? words.from(formats.time(fromMs)) : words.ends(formats.time(untilMs)),
      text: ({ consent }) => formats.time(consent.fromMs),
    },
    {
      name: 'by',
      head: words.by,
      cell: ({ subscription }) => (subscription === undefined ? words.notCovered : subscription.offer),
      text: ({ subscription }) => subscription?.id ?? '',
    },
    {
      name: 'may',
      head: words.may,
      cell: ({ consent, use }) =>
        use === undefined ? null : <a href={mayPath({ account: consent.grantee, device: device.id, use })}>{words.ask}</a>,
      text: () => '',
    },
  ]
  return (
    <section>
      <h2>{words.others}</h2>
      <DataTable caption={words.others} columns={columns} rows={rows} empty={words.othersNone} />
    </section>
  )
}
