import { shownAs } from '../../authorizations/may-act.use-case.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { entitlementWords } from './entitlement-words.ts'

export type MayField = 'account' | 'device' | 'use' | 'at'

interface Props {
  readonly view: ConsoleView
  readonly services: Catalogue['services']
  /** What was asked before. */
  readonly asked?: Form
  readonly faults?: Partial<Readonly<Record<MayField, string>>>
}

/** "May this account do that on this device, then?" */
export function MayForm({ view, services, asked = {}, faults = {} }: Props) {
  const words = entitlementWords[view.language]
  const uses = Object.entries(services).flatMap(([service, { name, actions }]) =>
    actions.map((action) => ({ use: `${service}:${action}`, text: `${name}: ${action}` })),
  )
  return (
    <form class="filter" method="get" action="/console/entitlements/may">
      <Field name="account" label={words.accountHint} fault={faults.account}>
        <input
          {...described('account', { fault: faults.account })}
          type="search"
          value={asked.account}
          required
          maxlength={200}
        />
      </Field>
      <Field name="use" label={words.use} fault={faults.use}>
        <select {...described('use', { fault: faults.use })} required>
          {uses.map(({ use, text }) => (
            <option value={use} selected={use === asked.use}>
              {text}
            </option>
          ))}
        </select>
      </Field>
      <Field name="device" label={words.deviceHint} fault={faults.device}>
        <input {...described('device', { fault: faults.device })} type="search" value={asked.device} maxlength={40} />
      </Field>
      <Field name="at" label={words.at} fault={faults.at}>
        <input {...described('at', { fault: faults.at })} type="datetime-local" value={asked.at} />
      </Field>
      <Field name="shown" label={words.shownAs}>
        <select {...described('shown', {})}>
          {shownAs.map((form) => (
            <option value={form} selected={form === asked.shown}>
              {words.shown[form]}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit">{words.ask}</button>
    </form>
  )
}
