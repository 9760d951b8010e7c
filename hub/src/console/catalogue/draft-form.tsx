import { type VersionScope, versionScopes } from '@octroi/shared/api/vocabulary'
import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { FormToken } from '../frame/page.tsx'
import { catalogueWords } from './catalogue-words.ts'

/** A version that is being written, as it was typed. */
export interface Draft {
  readonly source: string
  /** A local date and time, or empty. */
  readonly from: string
  readonly touches: VersionScope
}

interface Props {
  readonly view: ConsoleView
  readonly draft: Draft
  readonly isFromWrong?: boolean
}

/** Where the next version is written. It is checked and compared before it can be published. */
export function DraftForm({ view, draft, isFromWrong = false }: Props) {
  const words = catalogueWords[view.language]
  const fault = isFromWrong ? words.fromWrong : undefined
  return (
    <section aria-labelledby="next">
      <h2 id="next">{words.next}</h2>
      <form method="post" action="/console/catalogue/check">
        <FormToken view={view} />
        <div class="field wide">
          <label for="source">{words.source}</label>
          <textarea id="source" name="source" class="code" spellcheck={false} required>
            {draft.source}
          </textarea>
        </div>
        <Field name="from" label={words.from} hint={words.fromHint} fault={fault}>
          <input {...described('from', { hint: words.fromHint, fault })} type="datetime-local" value={draft.from} />
        </Field>
        <Field name="touches" label={words.touches} hint={words.touchesHint}>
          <select {...described('touches', { hint: words.touchesHint })}>
            {versionScopes.map((scope) => (
              <option value={scope} selected={scope === draft.touches}>
                {words.scope[scope]}
              </option>
            ))}
          </select>
        </Field>
        <button type="submit">{words.check}</button>
      </form>
    </section>
  )
}
