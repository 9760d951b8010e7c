import { taxKinds } from '@octroi/shared/api/vocabulary'
import type { KnownAccount } from '../../accounts/known-account.use-case.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { Refused } from '../frame/refused.tsx'
import { customerWords } from './customer-words.ts'
import { type ProfileFaults, type ProfileRefused, profileForm } from './profile-typed.ts'

interface Props {
  readonly view: ConsoleView
  readonly known: KnownAccount
  readonly refused: ProfileRefused | undefined
}

/** Writes who an account is. It is saved only where nobody else did since it was shown. */
export function ProfileForm({ view, known, refused }: Props) {
  const words = customerWords[view.language]
  const written = profileForm(known)
  // Who saves again after somebody else did has seen what they wrote.
  const form: Form = { ...written, ...refused?.form, tag: written.tag ?? '' }
  const fields = { form, faults: refused?.faults ?? {} }
  return (
    <Ask label={words.edit} isOpen={refused !== undefined}>
      {refused?.isStale === true ? <Refused>{words.stale}</Refused> : null}
      <form method="post" action={`/console/accounts/${known.account.id}/profile`}>
        <FormToken view={view} />
        <input type="hidden" name="tag" value={form.tag} />
        <Line {...fields} name="name" label={words.name} isRequired />
        <Line {...fields} name="legalName" label={words.legalName} />
        <Line {...fields} name="language" label={words.language} />
        <Line {...fields} name="parent" label={words.parent} hint={words.parentHint} />
        <Lines {...fields} name="lines" label={words.lines} />
        <Line {...fields} name="postalCode" label={words.postalCode} />
        <Line {...fields} name="city" label={words.city} />
        <Line {...fields} name="region" label={words.region} />
        <Line {...fields} name="country" label={words.country} />
        <Field name="taxKind" label={words.taxKind} fault={fields.faults.taxKind}>
          <select {...described('taxKind', { fault: fields.faults.taxKind })}>
            <option value="">{words.notKnown}</option>
            {taxKinds.map((kind) => (
              <option value={kind} selected={kind === form.taxKind}>
                {words.kinds[kind]}
              </option>
            ))}
          </select>
        </Field>
        <Line {...fields} name="taxCountry" label={words.taxCountry} />
        <Line {...fields} name="vatNumber" label={words.vatNumber} />
        <Lines {...fields} name="contacts" label={words.contacts} hint={words.contactsHint} />
        <Lines {...fields} name="externalIds" label={words.externalIds} hint={words.namesHint} />
        <Lines {...fields} name="attributes" label={words.attributes} hint={words.attributesHint} />
        <button type="submit">{words.save}</button>
      </form>
    </Ask>
  )
}

interface FieldProps {
  readonly form: Form
  readonly faults: ProfileFaults
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly isRequired?: boolean
}

function Line({ form, faults, name, label, hint, isRequired = false }: FieldProps) {
  const fault = faults[name]
  const about = { fault, ...(hint === undefined ? {} : { hint }) }
  return (
    <Field name={name} label={label} {...about}>
      <input {...described(name, about)} value={form[name]} required={isRequired} maxlength={200} />
    </Field>
  )
}

function Lines({ form, faults, name, label, hint }: FieldProps) {
  const fault = faults[name]
  const about = { fault, ...(hint === undefined ? {} : { hint }) }
  return (
    <Field name={name} label={label} {...about}>
      <textarea {...described(name, about)} rows={4} maxlength={10_000}>
        {form[name]}
      </textarea>
    </Field>
  )
}
