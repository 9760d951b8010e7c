import { described, Field } from '../../http/pages/field.tsx'
import type { FieldFaults } from './typed-words.ts'

interface Props {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  readonly autocomplete: string
  readonly hint?: string
  readonly faults?: FieldFaults
  readonly value?: string | undefined
  readonly maxlength: number
  readonly isOptional?: boolean
  readonly inputmode?: 'numeric'
}

/** One line to type on. What is secret is never shown again, also not where it was mistyped. */
export function TextField({ name, label, type = 'text', hint, faults, value, isOptional, ...rest }: Props) {
  const fault = faults?.[name]
  const hinted = hint === undefined ? {} : { hint }
  return (
    <Field name={name} label={label} fault={fault} {...hinted}>
      <input
        {...described(name, { ...hinted, fault })}
        {...rest}
        {...(type === 'password' ? {} : { value: value ?? '' })}
        type={type}
        spellcheck={false}
        required={isOptional !== true}
      />
    </Field>
  )
}
