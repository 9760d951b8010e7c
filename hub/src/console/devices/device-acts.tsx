import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, FormToken } from '../frame/page.tsx'
import { deviceActWords } from './device-act-words.ts'
import type { DeviceFacts } from './device-facts.ts'

/** An act that was refused, shown where it was asked for. */
export interface RefusedAct {
  readonly act: 'suspend' | 'resume' | 'rotate' | 'close' | 'transfer'
  readonly code: string
}

interface Props {
  readonly view: ConsoleView
  readonly facts: DeviceFacts
  readonly refused: RefusedAct | undefined
}

export function DeviceActs({ view, facts, refused }: Props) {
  const words = deviceActWords[view.language]
  const { device, journal, keypad } = facts
  const path = `/console/devices/${device.id}`
  const lastMissing = journal.missing.at(-1)?.last
  return (
    <section aria-label={words.acts} class="acts">
      {device.suspension === undefined ? null : (
        <form method="post" action={`${path}/resume`}>
          <FormToken view={view} />
          <p>{words.resumeHint}</p>
          <button type="submit">{words.resume}</button>
        </form>
      )}
      {device.state === 'registered' ? <Plain view={view} action={`${path}/claim`} name="claim" /> : null}
      {lastMissing === undefined ? null : <CloseGaps view={view} path={path} last={lastMissing} refused={refused} />}
      {keypad.length === 0 ? null : <Plain view={view} action={`${path}/rotate`} name="rotate" />}
      <Transfer view={view} path={path} refused={refused} />
      {device.state === 'registered' || device.suspension !== undefined ? null : (
        <Ask label={words.suspend} isOpen={refused?.act === 'suspend'}>
          <form method="post" action={`${path}/suspend`}>
            <FormToken view={view} />
            <p>{words.suspendHint}</p>
            <Reason view={view} name="suspend" refused={refused} />
            <button type="submit" class="grave">
              {words.suspend}
            </button>
          </form>
        </Ask>
      )}
    </section>
  )
}

interface TransferProps {
  readonly view: ConsoleView
  readonly path: string
  readonly refused: RefusedAct | undefined
}

function Transfer({ view, path, refused }: TransferProps) {
  const words = deviceActWords[view.language]
  const fault = refused?.act === 'transfer' ? words.newOwnerWrong : undefined
  return (
    <Ask label={words.transfer} isOpen={refused?.act === 'transfer'}>
      <form method="post" action={`${path}/transfer`}>
        <FormToken view={view} />
        <p>{words.transferHint}</p>
        <Field name="account" label={words.newOwner} fault={fault}>
          <input {...described('account', { fault })} required maxlength={40} placeholder="acct_…" />
        </Field>
        <Field name="subscriptions" label={words.boundSubscriptions}>
          <select {...described('subscriptions', {})}>
            <option value="end">{words.theyEnd}</option>
            <option value="move">{words.theyMove}</option>
          </select>
        </Field>
        <button type="submit" class="grave">
          {words.transfer}
        </button>
      </form>
    </Ask>
  )
}

/** An act that needs no more than being asked. */
function Plain({
  view,
  action,
  name,
}: {
  readonly view: ConsoleView
  readonly action: string
  readonly name: 'claim' | 'rotate'
}) {
  const words = deviceActWords[view.language]
  return (
    <Ask label={words[name]}>
      <form method="post" action={action}>
        <FormToken view={view} />
        <p>{words[`${name}Hint`]}</p>
        <button type="submit">{words[name]}</button>
      </form>
    </Ask>
  )
}

interface CloseProps {
  readonly view: ConsoleView
  readonly path: string
  readonly last: number
  readonly refused: RefusedAct | undefined
}

function CloseGaps({ view, path, last, refused }: CloseProps) {
  const words = deviceActWords[view.language]
  return (
    <Ask label={words.closeGaps} isOpen={refused?.act === 'close'}>
      <form method="post" action={`${path}/gaps`}>
        <FormToken view={view} />
        <p>{words.closeGapsHint}</p>
        <Field name="through" label={words.closeThrough}>
          <input {...described('through', {})} type="number" min={1} required value={String(last)} />
        </Field>
        <Reason view={view} name="close" refused={refused} />
        <button type="submit" class="grave">
          {words.closeGaps}
        </button>
      </form>
    </Ask>
  )
}

interface ReasonProps {
  readonly view: ConsoleView
  readonly name: RefusedAct['act']
  readonly refused: RefusedAct | undefined
}

/** Two forms of one page each have a reason: their fields have ids of their own, and the same name. */
function Reason({ view, name, refused }: ReasonProps) {
  const words = deviceActWords[view.language]
  const id = `${name}-reason`
  const fault = refused?.act === name && refused.code === 'reason_missing' ? words.reasonWrong : undefined
  return (
    <Field name={id} label={words.reason} fault={fault}>
      <input {...described(id, { fault })} name="reason" required maxlength={500} />
    </Field>
  )
}
