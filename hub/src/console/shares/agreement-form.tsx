import type { Fault } from '@octroi/shared/errors/fault'
import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { FormToken } from '../frame/page.tsx'
import { shareWords } from './share-words.ts'

/** An agreement that is being written, as it was typed, with what is wrong with it. */
export interface TypedAgreement {
  readonly offer: string
  readonly shares: string
  readonly faults?: readonly Fault[]
}

interface Props {
  readonly view: ConsoleView
  readonly offers: readonly string[]
  readonly typed: TypedAgreement
}

export function AgreementForm({ view, offers, typed }: Props) {
  const words = shareWords[view.language]
  const { faults = [] } = typed
  return (
    <section>
      <h2 id="agree">{words.agreeTitle}</h2>
      <p>{words.agreeHint}</p>
      {faults.length === 0 ? null : <Faults view={view} faults={faults} />}
      <form method="post" action="/console/shares/agree">
        <FormToken view={view} />
        <Field name="offer" label={words.offer}>
          <select {...described('offer', {})} required>
            {offers.map((offer) => (
              <option value={offer} selected={offer === typed.offer}>
                {offer}
              </option>
            ))}
          </select>
        </Field>
        <Field name="shares" label={words.tree} hint={words.treeHint}>
          <textarea {...described('shares', { hint: words.treeHint })} rows={10} spellcheck={false}>
            {typed.shares}
          </textarea>
        </Field>
        <button type="submit">{words.agree}</button>
      </form>
    </section>
  )
}

function Faults({ view, faults }: { readonly view: ConsoleView; readonly faults: readonly Fault[] }) {
  const words = shareWords[view.language]
  const columns: readonly Column<Fault>[] = [
    { name: 'path', head: words.place, cell: ({ path }) => <span class="id">{path}</span>, text: ({ path }) => path },
    { name: 'fault', head: words.fault, cell: ({ detail }) => detail, text: ({ detail }) => detail },
  ]
  return (
    <>
      <p class="notice wrong" role="alert">
        {words.faults(faults.length)}
      </p>
      <DataTable caption={words.faults(faults.length)} columns={columns} rows={faults} empty="" />
    </>
  )
}
