import { formatAmount } from '@octroi/shared/money/amount'
import type { Currency } from '@octroi/shared/money/currency'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Lot } from '../../wallets/lot.ts'
import type { TopUp } from '../../wallets/top-up.ts'
import type { Movement, MovementAbout } from '../../wallets/wallet.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { Ask, FormToken, Mark } from '../frame/page.tsx'
import { walletWords } from './wallet-words.ts'

export function lotColumns({ language, formats }: ConsoleView, currency: Currency): readonly Column<Lot>[] {
  const words = walletWords[language]
  return [
    money('paid', words.paid, { formats, currency }, ({ minor }) => minor),
    money('left', words.left, { formats, currency }, ({ left }) => left),
    timed('since', words.since, formats, ({ fromMs }) => fromMs),
    timed('until', words.until, formats, ({ expiresAtMs }) => expiresAtMs),
  ]
}

export function movementColumns({ language, formats }: ConsoleView, currency: Currency): readonly Column<Movement>[] {
  const words = walletWords[language]
  return [
    { name: 'nth', head: '#', cell: ({ nth }) => String(nth), text: ({ nth }) => String(nth), isNumber: true },
    timed('at', words.at, formats, ({ atMs }) => atMs),
    {
      name: 'kind',
      head: words.what,
      cell: ({ kind, about }) => (
        <>
          {words.kinds[kind]} <span class="under id">{aboutOf(about)}</span>
        </>
      ),
      text: ({ kind }) => kind,
    },
    { name: 'about', head: words.what, cell: () => null, text: ({ about }) => aboutOf(about), isOnlyInFile: true },
    money('amount', words.amount, { formats, currency }, ({ minor }) => minor),
    money('vat', words.vat, { formats, currency }, ({ vat }) => vat),
    money('balance', words.balance, { formats, currency }, ({ balance }) => balance),
    { name: 'currency', head: '', cell: () => null, text: () => currency, isOnlyInFile: true },
  ]
}

export function topUpColumns(view: ConsoleView): readonly Column<TopUp>[] {
  const { language, formats } = view
  const words = walletWords[language]
  return [
    {
      name: 'topUp',
      head: words.topUps,
      cell: ({ id, isAutomatic }) => (
        <>
          <span class="id">{id}</span> {isAutomatic ? <Mark tone="plain">{words.byRule}</Mark> : null}
        </>
      ),
      text: ({ id }) => id,
    },
    {
      name: 'amount',
      head: words.amount,
      cell: ({ amount }) => formats.money(amount),
      text: ({ amount }) => formatAmount(amount),
      isNumber: true,
    },
    timed('asked', words.at, formats, ({ askedAtMs }) => askedAtMs),
    {
      name: 'reference',
      head: words.reference,
      cell: ({ reference = '' }) => reference,
      text: ({ reference = '' }) => reference,
    },
    {
      name: 'state',
      head: words.state,
      cell: (topUp) => <State view={view} topUp={topUp} />,
      text: ({ state }) => state,
    },
  ]
}

const tones = { pending: 'warn', received: 'good', failed: 'bad' } as const

function State({ view, topUp: { id, account, wallet, state } }: { readonly view: ConsoleView; readonly topUp: TopUp }) {
  const words = walletWords[view.language]
  return (
    <>
      <Mark tone={tones[state]}>{words.states[state]}</Mark>
      {state !== 'pending' || !view.mayChange
        ? null
        : (['received', 'failed'] as const).map((outcome) => (
            <Ask label={outcome === 'received' ? words.receive : words.fail}>
              <form method="post" action={`${walletPath(account, wallet)}/top-ups/${id}/${outcome}`}>
                <FormToken view={view} />
                <button type="submit" class={outcome === 'failed' ? 'grave' : undefined}>
                  {outcome === 'received' ? words.receive : words.fail}
                </button>
              </form>
            </Ask>
          ))}
    </>
  )
}

export function walletPath(account: string, key: string): string {
  return `/console/accounts/${account}/wallets/${key}`
}

function aboutOf(about: MovementAbout): string {
  if ('topUp' in about) return about.topUp
  return 'lot' in about ? `#${about.lot}` : `${about.subscription} ${about.period}`
}

type Formats = ConsoleView['formats']

function money<Row>(
  name: string,
  head: string,
  { formats, currency }: { readonly formats: Formats; readonly currency: Currency },
  minorOf: (row: Row) => bigint,
): Column<Row> {
  return {
    ...{ name, head, isNumber: true },
    cell: (row) => formats.money({ minor: minorOf(row), currency }),
    text: (row) => formatAmount({ minor: minorOf(row), currency }),
  }
}

function timed<Row>(name: string, head: string, formats: Formats, msOf: (row: Row) => number | undefined): Column<Row> {
  const written = (row: Row, write: (ms: number) => string): string => {
    const ms = msOf(row)
    return ms === undefined ? '' : write(ms)
  }
  return { name, head, cell: (row) => written(row, formats.time), text: (row) => written(row, formatInstant) }
}
