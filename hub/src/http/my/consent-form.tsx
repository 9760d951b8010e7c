import { described, Field } from '../pages/field.tsx'
import type { Form } from '../pages/own-form.ts'
import type { ConsentFacts } from './consent-facts.ts'
import { FormToken } from './page.tsx'
import type { OwnView } from './view.ts'

interface Props {
  readonly view: OwnView
  readonly facts: ConsentFacts
  /** The same for every time this very form is sent: it is done once. */
  readonly once: string
  readonly form: Form
  readonly wrong: ReadonlySet<string>
}

type Name = 'grantee' | 'service' | 'device' | 'from' | 'until'

/** Gives a consent. What was typed stays where it was typed, with what is wrong beside it. */
export function ConsentForm(props: Props) {
  const { view, facts, once, wrong } = props
  const { words } = view
  if (facts.devices.length === 0) return null
  return (
    <section aria-labelledby="give">
      <h2 id="give">{words.giveTitle}</h2>
      <form method="post" action="/my/consents">
        <FormToken view={view} />
        <input type="hidden" name="once" value={once} />
        {wrong.size === 0 ? null : (
          <p class="notice wrong" role="alert">
            {words.checkFields}
          </p>
        )}
        <GranteeField {...props} />
        <div class="pair">
          <ChoiceField {...props} name="service" options={offeredServices(facts)} />
          <ChoiceField
            {...props}
            name="device"
            options={[['', words.allDevices], ...facts.devices.map(({ id, label }) => [id, label] as const)]}
          />
        </div>
        <div class="pair">
          <TimeField {...props} name="from" label={words.from} hint={words.fromHint} />
          <TimeField {...props} name="until" label={words.untilField} hint={words.untilHint} />
        </div>
        <button type="submit">{words.give}</button>
      </form>
    </section>
  )
}

function faultOf({ view, wrong }: Props, name: Name): string | undefined {
  return wrong.has(name) ? view.words.fault[name] : undefined
}

function GranteeField(props: Props) {
  const { view, facts, form } = props
  const { words, account } = view
  const [hint, fault] = [words.granteeHint, faultOf(props, 'grantee')]
  const known = new Map(
    facts.consents.flatMap(({ consent, owner, grantee }) => [
      [consent.owner, owner] as const,
      [consent.grantee, grantee] as const,
    ]),
  )
  known.delete(account.id)
  return (
    <Field name="grantee" label={words.grantee} hint={hint} fault={fault}>
      <input
        {...described('grantee', { hint, fault })}
        value={form.grantee ?? ''}
        list="known"
        autocomplete="off"
        spellcheck={false}
        maxlength={64}
        required
      />
      <datalist id="known">
        {[...known].map(([id, name]) => (
          <option value={id}>{name}</option>
        ))}
      </datalist>
    </Field>
  )
}

interface ChoiceProps extends Props {
  readonly name: 'service' | 'device'
  readonly options: readonly (readonly [string, string])[]
}

function ChoiceField({ name, options, ...props }: ChoiceProps) {
  const { view, form } = props
  const fault = faultOf(props, name)
  return (
    <Field name={name} label={view.words[name]} fault={fault}>
      <select {...described(name, { fault })}>
        {options.map(([value, label]) => (
          <option value={value} selected={value === (form[name] ?? '')}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}

interface TimeProps extends Props {
  readonly name: 'from' | 'until'
  readonly label: string
  readonly hint: string
}

function TimeField({ name, label, hint, ...props }: TimeProps) {
  const fault = faultOf(props, name)
  return (
    <Field name={name} label={label} hint={hint} fault={fault}>
      <input {...described(name, { hint, fault })} type="datetime-local" value={props.form[name] ?? ''} />
    </Field>
  )
}

/** What the reader's devices offer, by the names of the catalogue: each service whole, and each action alone where it has several. */
function offeredServices({ devices, services }: ConsentFacts): readonly (readonly [string, string])[] {
  const offered = new Map<string, Set<string>>()
  for (const [key, actions] of devices.flatMap((device) => Object.entries(device.services))) {
    offered.set(key, new Set([...(offered.get(key) ?? []), ...actions]))
  }
  return [...offered].flatMap(([key, actions]) => {
    const name = services.get(key) ?? key
    const alone = actions.size < 2 ? [] : [...actions].map((action) => [`${key}:${action}`, `${name}: ${action}`] as const)
    return [[key, name] as const, ...alone]
  })
}
