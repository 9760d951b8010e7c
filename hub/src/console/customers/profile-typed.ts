import { accountChangeSchema } from '@octroi/shared/api/accounts'
import { taxKinds } from '@octroi/shared/api/vocabulary'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type AccountChange, entityTag } from '../../accounts/changed-profile.ts'
import type { KnownAccount } from '../../accounts/known-account.use-case.ts'
import type { Named } from '../../accounts/profile.ts'
import type { Form } from '../../http/pages/own-form.ts'

const single = ['name', 'legalName', 'language', 'parent'] as const
const addressParts = ['postalCode', 'city', 'region', 'country'] as const

/** What the form shows of what is written. */
export function profileForm({ account, profile }: KnownAccount): Form {
  const { legalName = '', language = '', parent = '', address, tax, contacts, externalIds, attributes } = profile
  const lines = (named: Named): string =>
    Object.entries(named)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n')
  return {
    ...{ tag: entityTag(account, profile), name: account.name, legalName, language, parent },
    lines: address?.lines.join('\n') ?? '',
    ...Object.fromEntries(addressParts.map((part) => [part, address?.[part] ?? ''])),
    ...{ taxKind: tax?.kind ?? '', taxCountry: tax?.country ?? '', vatNumber: tax?.vatNumber ?? '' },
    contacts: contacts.map(({ role, name, email = '', phone = '' }) => [role, name, email, phone].join('; ')).join('\n'),
    ...{ externalIds: lines(externalIds), attributes: lines(attributes) },
  }
}

/** What is wrong with each field of the form. */
export type ProfileFaults = Readonly<Record<string, string>>

/** What the form says, whole: what is empty is taken away. */
export function typedChange(form: Form, before: KnownAccount): Result<AccountChange, ProfileFaults> {
  const parsed = accountChangeSchema.safeParse({
    ...Object.fromEntries(single.map((field) => [field, textOrNull(form[field])])),
    ...{ address: typedAddress(form), tax: typedTax(form), contacts: typedContacts(form.contacts) },
    externalIds: typedNames(form.externalIds, before.profile.externalIds),
    attributes: typedNames(form.attributes, before.profile.attributes),
  })
  return parsed.success ? ok(parsed.data) : err(inFields(faultsOf(parsed.error)))
}

export function inFields(faults: readonly { readonly path: string; readonly detail: string }[]): ProfileFaults {
  return Object.fromEntries(faults.map(({ path, detail }) => [fieldOf(path), detail]).toReversed())
}

function fieldOf(path: string): string {
  const [first = '', second] = path.split(/[.[\]]+/)
  if (first === 'tax') return second === 'vatNumber' ? 'vatNumber' : second === 'country' ? 'taxCountry' : 'taxKind'
  return first === 'address' ? (second ?? 'lines') : first
}

function textOrNull(text = ''): string | null {
  return text.trim() === '' ? null : text.trim()
}

function linesOf(text = ''): readonly string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}

function typedAddress(form: Form): object | null {
  const lines = linesOf(form.lines)
  const said = addressParts.flatMap((part) => {
    const text = textOrNull(form[part])
    return text === null ? [] : [[part, part === 'country' ? text.toUpperCase() : text] as const]
  })
  return lines.length === 0 && said.length === 0 ? null : { lines, ...Object.fromEntries(said) }
}

function typedTax({ taxKind, taxCountry, vatNumber }: Form): object | null {
  const [kind, country, number] = [taxKinds.find((each) => each === taxKind), textOrNull(taxCountry), textOrNull(vatNumber)]
  if (kind === undefined && country === null && number === null) return null
  return { kind, country: country?.toUpperCase(), ...(number === null ? {} : { vatNumber: number }) }
}

function typedContacts(text: string | undefined): readonly object[] {
  return linesOf(text).map((line) => {
    const [role = '', name = '', email = '', phone = ''] = line.split(';').map((part) => part.trim())
    return { role, name, ...(email === '' ? {} : { email }), ...(phone === '' ? {} : { phone }) }
  })
}

/** Of what was there and is not typed any more, `null`. */
function typedNames(text: string | undefined, before: Named): Readonly<Record<string, string | null>> {
  const typed = linesOf(text).map((line) => {
    const at = line.indexOf(':')
    return at < 0 ? ([line, ''] as const) : ([line.slice(0, at).trim(), line.slice(at + 1).trim()] as const)
  })
  return { ...Object.fromEntries(Object.keys(before).map((key) => [key, null])), ...Object.fromEntries(typed) }
}

/** What a form that was refused is about. */
export interface ProfileRefused {
  readonly form: Form
  readonly faults: ProfileFaults
  readonly isStale?: boolean
}
