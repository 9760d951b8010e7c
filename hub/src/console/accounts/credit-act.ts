import { newCreditSchema } from '@octroi/shared/api/promotions'
import type { AccountId } from '@octroi/shared/ids/id'
import { type Amount, parseAmount } from '@octroi/shared/money/amount'
import { daysAfter, localInstant, type Zone } from '@octroi/shared/time/zone'
import type { Context } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { type GrantCredit, grantCredit } from '../../promotions/grant-credit.use-case.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { accountPage } from './account-page.tsx'
import { creditWords } from './credit-words.ts'
import type { CreditFaults } from './grant-credit.tsx'

/** Grants what the form says; says all that is wrong with it. */
export async function creditAct(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  account: AccountId,
): Promise<Response> {
  const view = context.get('consoleView')
  const typed = readForm(view, context.get('form'), dependencies.environment.nowMs())
  const { faults, ...wanted } = typed
  const { amount } = wanted
  if (amount === undefined || Object.keys(faults).length > 0) return accountPage(context, dependencies, { credit: faults })
  return act(context, dependencies, (stores) => grantCredit(stores, dependencies.environment, { ...wanted, amount, account }), {
    onRefused: ({ detail }) => accountPage(context, dependencies, { credit: { amount: detail } }),
    onDone: () => context.redirect(`/console/accounts/${account}?done=credited`, 303),
  })
}

interface Typed extends Pick<GrantCredit, 'reason' | 'expiresAtMs'> {
  readonly amount: Amount | undefined
  readonly faults: CreditFaults
}

function readForm({ language, zone }: ConsoleView, form: Readonly<Record<string, string>>, nowMs: number): Typed {
  const words = creditWords[language]
  const { amount: written = '', currency: code = '', note = '', last = '' } = form
  const { shape } = newCreditSchema
  const currency = shape.currency.safeParse(code.trim().toUpperCase())
  const reason = note.trim() === '' ? undefined : shape.reason.safeParse(note)
  const amount = currency.success ? parseAmount(written.trim(), currency.data) : undefined
  const lastMs = last === '' ? undefined : localInstant(zone as Zone, `${last}T00:00`)
  // It can be used for the whole of its last day.
  const expiresAtMs = lastMs === undefined ? undefined : daysAfter(zone as Zone, lastMs, 1)
  const isPayable =
    !currency.success || (amount !== undefined && amount.minor > 0n && shape.amount.safeParse(written.trim()).success)
  return {
    amount,
    ...(reason?.success === true ? { reason: reason.data } : {}),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    faults: {
      ...(isPayable ? {} : { amount: words.amountWrong }),
      ...(currency.success ? {} : { currency: words.currencyWrong }),
      ...(reason === undefined || reason.success ? {} : { note: words.reasonWrong }),
      ...(last === '' || (expiresAtMs !== undefined && expiresAtMs > nowMs) ? {} : { last: words.lastWrong }),
    },
  }
}
