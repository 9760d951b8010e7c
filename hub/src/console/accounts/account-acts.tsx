import { roles, standings } from '@octroi/shared/api/vocabulary'
import type { Account } from '../../accounts/account.ts'
import type { KnownAccount } from '../../accounts/known-account.use-case.ts'
import { described, Field } from '../../http/pages/field.tsx'
import { ProfileForm } from '../customers/profile-form.tsx'
import type { ProfileRefused } from '../customers/profile-typed.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { type Orderable, OrderForm } from '../orders/order-form.tsx'
import { orderWords } from '../orders/order-words.ts'
import { accountWords } from './account-words.ts'
import { type CreditFaults, GrantCredit } from './grant-credit.tsx'
import { standingWords } from './standing-words.ts'

/** What was wrong with a form that was sent, by the form. */
export interface Refused {
  readonly standing?: { readonly reason: string }
  readonly key?: { readonly label: string }
  readonly credit?: CreditFaults
  readonly profile?: ProfileRefused
}

interface Props extends Orderable {
  readonly view: ConsoleView
  readonly account: Account
  readonly customer: KnownAccount
  readonly refused: Refused
}

/** What the operator may do about an account. Each asks before it is done. */
export function Acts(props: Props) {
  return (
    <section>
      <ProfileForm view={props.view} known={props.customer} refused={props.refused.profile} />
      <SetStanding {...props} />
      <PlaceOrder {...props} />
      <GrantCredit view={props.view} account={props.account} faults={props.refused.credit} />
      <GiveKey {...props} />
    </section>
  )
}

function SetStanding({ view, account, refused }: Props) {
  const words = accountWords[view.language]
  const fault = refused.standing?.reason
  return (
    <Ask label={words.setStanding} isOpen={fault !== undefined}>
      <form method="post" action={`/console/accounts/${account.id}/standing`}>
        <FormToken view={view} />
        <p>{words.setStandingHint}</p>
        <Field name="standing" label={words.standing}>
          <select {...described('standing', {})}>
            {standings.map((standing) => (
              <option value={standing} selected={standing === account.standing.standing}>
                {standingWords[view.language].standings[standing]}: {standingWords[view.language].means[standing]}
              </option>
            ))}
          </select>
        </Field>
        <Field name="reason" label={words.reason} fault={fault}>
          <input {...described('reason', { fault })} required maxlength={500} />
        </Field>
        <button type="submit" class="grave">
          {words.setStanding}
        </button>
      </form>
    </Ask>
  )
}

function PlaceOrder({ view, account, offers, devices }: Props) {
  return (
    <Ask label={orderWords[view.language].place}>
      <OrderForm view={view} account={account.id} offers={offers} devices={devices} />
    </Ask>
  )
}

function GiveKey({ view, account, refused }: Props) {
  const words = accountWords[view.language]
  const fault = refused.key?.label
  return (
    <Ask label={words.giveKey} isOpen={fault !== undefined}>
      <form method="post" action={`/console/accounts/${account.id}/keys`}>
        <FormToken view={view} />
        <Field name="label" label={words.label} fault={fault}>
          <input {...described('label', { fault })} required maxlength={200} />
        </Field>
        <Field name="role" label={words.role}>
          <select {...described('role', {})}>
            {roles.toReversed().map((role) => (
              <option value={role}>{words.roles[role]}</option>
            ))}
          </select>
        </Field>
        <button type="submit">{words.giveKey}</button>
      </form>
    </Ask>
  )
}
