import type { PropsWithChildren } from 'hono/jsx'

type Props = PropsWithChildren<{
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly fault?: string | undefined
}>

/** A labelled field with its hint, and what is wrong with it beside it. */
export function Field({ name, label, hint, fault, children }: Props) {
  return (
    <div class={fault === undefined ? 'field' : 'field wrong'}>
      <label for={name}>{label}</label>
      {children}
      {fault === undefined ? null : (
        <p class="fault" id={`${name}-fault`}>
          {fault}
        </p>
      )}
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** How an input says which hint and fault are its own. */
export function described(name: string, { hint, fault }: { readonly hint?: string; readonly fault?: string | undefined }) {
  const by = [...(fault === undefined ? [] : [`${name}-fault`]), ...(hint === undefined ? [] : [`${name}-hint`])].join(' ')
  return {
    id: name,
    name,
    ...(by === '' ? {} : { 'aria-describedby': by }),
    ...(fault === undefined ? {} : { 'aria-invalid': 'true' as const }),
  }
}
