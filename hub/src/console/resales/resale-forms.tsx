import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { type ResaleWords, resaleWords } from './resale-words.ts'

/** What was typed and not taken. */
export type RefusedResale =
  | { readonly form: 'propose'; readonly account: string; readonly wrong: 'accountWrong' | 'accountTaken' }
  | { readonly form: 'accept'; readonly code: string; readonly wrong: keyof ResaleWords['refusals'] }

interface Props {
  readonly view: ConsoleView
  readonly path: string
  readonly refused: RefusedResale | undefined
}

export function ProposeForm({ view, path, refused }: Props) {
  const words = resaleWords[view.language]
  const wrong = refused?.form === 'propose' ? refused : undefined
  const [fault, hint] = [wrong && words[wrong.wrong], words.accountHint]
  return (
    <section>
      <Ask label={words.proposeTitle} isOpen={wrong !== undefined}>
        <form method="post" action={path}>
          <FormToken view={view} />
          <Field name="account" label={words.account} hint={hint} fault={fault}>
            <input {...described('account', { hint, fault })} value={wrong?.account} placeholder="acct_…" required />
          </Field>
          <button type="submit">{words.propose}</button>
        </form>
      </Ask>
    </section>
  )
}

export function AcceptForm({ view, path, refused }: Props) {
  const words = resaleWords[view.language]
  const wrong = refused?.form === 'accept' ? refused : undefined
  const [fault, hint] = [wrong && words.refusals[wrong.wrong], words.acceptHint]
  return (
    <section>
      <Ask label={words.acceptTitle} isOpen={wrong !== undefined}>
        <form method="post" action={path}>
          <FormToken view={view} />
          <Field name="code" label={words.code} hint={hint} fault={fault}>
            <input
              {...described('code', { hint, fault })}
              value={wrong?.code}
              placeholder="octroi-resale_…"
              maxlength={200}
              autocomplete="off"
              required
            />
          </Field>
          <button type="submit">{words.accept}</button>
        </form>
      </Ask>
    </section>
  )
}
