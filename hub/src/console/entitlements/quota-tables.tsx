import { type DeviceId, isId } from '@octroi/shared/ids/id'
import { formatQuantity, inUnits } from '@octroi/shared/money/quantity'
import { formatInstant } from '@octroi/shared/time/instant'
import type { GrantLeft } from '../../entitlements/burn-down.ts'
import type { GivenGrant } from '../../entitlements/quota.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { quotaWords } from './quota-words.ts'

interface Props<R> {
  readonly view: ConsoleView
  readonly rows: readonly R[]
}

/** How what is in force burns down. */
export function GrantsInForce({ view, rows }: Props<GrantLeft>) {
  const { language, formats } = view
  const words = quotaWords[language]
  const figure = (name: string, head: string, of: (grant: GrantLeft) => bigint): Column<GrantLeft> => ({
    ...{ name, head, isNumber: true },
    cell: (grant) => formats.exact(inUnits(of(grant))),
    text: (grant) => formatQuantity(of(grant)),
  })
  const columns: readonly Column<GrantLeft>[] = [
    {
      name: 'source',
      head: words.source,
      cell: ({ source, key }) => (
        <>
          {words.sources[source]}
          {isId('quotaGrant', key) ? <span class="under id">{key}</span> : null}
        </>
      ),
      text: ({ source }) => source,
    },
    figure('quantity', words.quantity, ({ quantity }) => quantity),
    figure('spent', words.spent, ({ spent }) => spent),
    figure('left', words.left, ({ left }) => left),
    {
      ...{ name: 'priority', head: words.priority, isNumber: true },
      cell: ({ priority }) => String(priority),
      text: ({ priority }) => String(priority),
    },
    {
      name: 'until',
      head: words.ends,
      cell: ({ untilMs }) => (untilMs === undefined ? words.never : formats.time(untilMs)),
      text: ({ untilMs }) => (untilMs === undefined ? '' : formatInstant(untilMs)),
    },
  ]
  return <DataTable caption={words.inForce} columns={columns} rows={rows} empty={words.none} />
}

export interface HandedRow {
  readonly device: DeviceId
  readonly label: string
  readonly left: bigint
}

export function HandedOut({ view, rows }: Props<HandedRow>) {
  const words = quotaWords[view.language]
  const columns: readonly Column<HandedRow>[] = [
    {
      name: 'device',
      head: words.device,
      cell: ({ device, label }) => <a href={`/console/devices/${device}`}>{label}</a>,
      text: ({ device }) => device,
    },
    {
      ...{ name: 'left', head: words.left, isNumber: true },
      cell: ({ left }) => view.formats.exact(inUnits(left)),
      text: ({ left }) => formatQuantity(left),
    },
  ]
  return <DataTable caption={words.devices} columns={columns} rows={rows} empty={words.noDevices} />
}

export function GivenGrants({ view, rows }: Props<GivenGrant>) {
  const { language, formats } = view
  const words = quotaWords[language]
  const columns: readonly Column<GivenGrant>[] = [
    {
      ...{ name: 'quantity', head: words.quantity, isNumber: true },
      cell: ({ quantity }) => formats.exact(inUnits(quantity)),
      text: ({ quantity }) => formatQuantity(quantity),
    },
    { name: 'reason', head: words.reason, cell: ({ reason }) => reason, text: ({ reason }) => reason },
    {
      name: 'from',
      head: words.from,
      cell: ({ fromMs }) => formats.time(fromMs),
      text: ({ fromMs }) => formatInstant(fromMs),
    },
    {
      name: 'until',
      head: words.ends,
      cell: ({ untilMs }) => (untilMs === undefined ? words.never : formats.time(untilMs)),
      text: ({ untilMs }) => (untilMs === undefined ? '' : formatInstant(untilMs)),
    },
  ]
  return <DataTable caption={words.given} columns={columns} rows={rows} empty={words.noneGiven} />
}
