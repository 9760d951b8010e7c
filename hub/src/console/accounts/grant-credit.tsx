import type { Account } from '../../accounts/account.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { creditWords } from './credit-words.ts'

/** What was wrong with each field. */
export type CreditFaults = Readonly<Partial<Record<'amount' | 'currency' | 'note' | 'last', string>>>

interface Props {
  readonly view: ConsoleView
  readonly account: Account
  readonly faults: CreditFaults | undefined
}

export function GrantCredit({ view, account, faults = {} }: Props) {
  const words = creditWords[view.language]
  const { amount, currency, note, last } = faults
  return (
    <Ask label={words.grant} isOpen={Object.keys(faults).length > 0}>
      <form method="post" action={`/console/accounts/${account.id}/credits`}>
        <FormToken view={view} />
        <p>{words.grantHint}</p>
        <Field name="amount" label={words.amount} hint={words.amountHint} fault={amount}>
          <input
            {...described('amount', { hint: words.amountHint, fault: amount })}
            required
            inputmode="decimal"
            maxlength={20}
          />
        </Field>
        <Field name="currency" label={words.currency} fault={currency}>
          <input {...described('currency', { fault: currency })} required maxlength={3} value="EUR" />
        </Field>
        <Field name="note" label={words.reason} fault={note}>
          <input {...described('note', { fault: note })} maxlength={200} />
        </Field>
        <Field name="last" label={words.last} fault={last}>
          <input {...described('last', { fault: last })} type="date" />
        </Field>
        <button type="submit">{words.grant}</button>
      </form>
    </Ask>
  )
}
