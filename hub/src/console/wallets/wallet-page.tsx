import { formatAmount } from '@octroi/shared/money/amount'
import { described, Field } from '../../http/pages/field.tsx'
import type { Page as Slice } from '../../page.ts'
import { lotsInOrder } from '../../wallets/lot.ts'
import type { ShownWallet } from '../../wallets/show-wallet.use-case.ts'
import type { TopUp } from '../../wallets/top-up.ts'
import { balanceOf, type Movement } from '../../wallets/wallet.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable, UnderList } from '../frame/listing.tsx'
import { Ask, type Fact, Facts, FormToken, Page } from '../frame/page.tsx'
import { lotColumns, movementColumns, topUpColumns, walletPath } from './wallet-columns.tsx'
import { walletWords } from './wallet-words.ts'

export interface WalletPageProps {
  readonly view: ConsoleView
  readonly shown: ShownWallet
  readonly accountName: string
  readonly topUps: readonly TopUp[]
  readonly movements: Slice<Movement>
  readonly after: string | undefined
  readonly done: 'asked' | 'received' | 'failed' | undefined
  /** What was wrong with the amount that was typed. */
  readonly fault: string | undefined
}

/** One wallet: what it holds and for whom, money that is on its way, and every movement. */
export function WalletPage({ view, shown, accountName, topUps, movements, after, done, fault }: WalletPageProps) {
  const words = walletWords[view.language]
  const { wallet, name } = shown
  const path = walletPath(wallet.account, wallet.key)
  return (
    <Page
      view={view}
      title={name}
      section="accounts"
      notice={done && words.done[done]}
      above={<a href={`/console/accounts/${wallet.account}`}>{accountName}</a>}
    >
      <div id="wallet" data-topics="accounts usage">
        <Facts facts={[...walletFacts(view, shown)]} />
        <h2>{words.lots}</h2>
        <DataTable
          caption={words.lots}
          columns={lotColumns(view, wallet.currency)}
          rows={lotsInOrder(wallet.lots)}
          empty={words.noLots}
        />
      </div>
      {view.mayChange ? <AskTopUp view={view} shown={shown} fault={fault} /> : null}
      <section>
        <h2>{words.topUps}</h2>
        <DataTable caption={words.topUps} columns={topUpColumns(view)} rows={topUps} empty={words.noTopUps} />
      </section>
      <section>
        <h2>{words.statement}</h2>
        <DataTable
          caption={words.statement}
          columns={movementColumns(view, wallet.currency)}
          rows={movements.items}
          empty={words.noMovements}
        />
      </section>
      <UnderList view={view} path={path} after={after} next={movements.next} />
    </Page>
  )
}

/** What a wallet comes to, also on the list of all. */
export function walletFacts({ language, formats }: ConsoleView, shown: ShownWallet): readonly Fact[] {
  const words = walletWords[language]
  const { wallet, reserved, promotional } = shown
  const { currency, owed, automatic, purpose } = wallet
  const said = (minor: bigint): string => formats.money({ minor, currency })
  const balance = balanceOf(wallet)
  const hinted = (minor: bigint, hint: string) => (
    <>
      {said(minor)} <span class="under">{hint}</span>
    </>
  )
  return [
    [words.balance, said(balance)],
    [words.reserved, hinted(reserved, words.reservedHint)],
    [words.available, said(balance - reserved)],
    ...(owed === 0n ? [] : [[words.owed, hinted(owed, words.owedHint)] satisfies Fact]),
    ...(promotional === 0n ? [] : [[words.promotional, hinted(promotional, words.promotionalHint)] satisfies Fact]),
    [words.purpose, words.purposes[purpose]],
    ...(automatic === undefined
      ? []
      : [
          [
            words.automatic,
            words.automaticRule(said(automatic.below), said(automatic.add), said(automatic.monthAtMost)),
          ] satisfies Fact,
        ]),
  ]
}

interface Asking {
  readonly view: ConsoleView
  readonly shown: ShownWallet
  readonly fault: string | undefined
}

function AskTopUp({ view, shown: { wallet }, fault }: Asking) {
  const words = walletWords[view.language]
  const { account, key, currency, owed } = wallet
  const value = owed === 0n ? {} : { value: formatAmount({ minor: owed, currency }) }
  return (
    <Ask label={words.ask} isOpen={fault !== undefined}>
      <form method="post" action={`${walletPath(account, key)}/top-ups`}>
        <FormToken view={view} />
        <p>{words.askHint}</p>
        <Field name="amount" label={`${words.amount} (${currency})`} hint={words.amountHint} fault={fault}>
          <input
            {...described('amount', { hint: words.amountHint, fault })}
            required
            inputmode="decimal"
            maxlength={20}
            {...value}
          />
        </Field>
        <button type="submit">{words.ask}</button>
      </form>
    </Ask>
  )
}
