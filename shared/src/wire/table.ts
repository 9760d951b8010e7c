import { type Fault, fault } from '../errors/fault.ts'
import type { CborMap, CborValue } from './cbor.ts'
import { keyRank } from './cbor-reader.ts'
import type { FieldType, FieldValue } from './fields.ts'

/**
 * The numeric key table of one message or body: the single source for its type, its encoding, its strict decoding and
 * its entry in the wire reference.
 */
export interface Table<T> extends FieldType<T> {
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly key: number; readonly required: boolean; readonly cddl: string }[]
}

interface FieldSpec<T, Required extends boolean> {
  readonly key: number
  readonly type: FieldType<T>
  readonly required: Required
}

export function required<T>(key: number, type: FieldType<T>): FieldSpec<T, true> {
  return { key, type, required: true }
}

export function optional<T>(key: number, type: FieldType<T>): FieldSpec<T, false> {
  return { key, type, required: false }
}

type Specs = Readonly<Record<string, FieldSpec<unknown, boolean>>>
type SpecValue<S> = S extends { readonly type: infer F } ? FieldValue<F> : never
type RequiredNames<S> = { [K in keyof S]: S[K] extends { readonly required: true } ? K : never }[keyof S]
type TableValue<S> = { readonly [K in RequiredNames<S>]: SpecValue<S[K]> } & {
  readonly [K in Exclude<keyof S, RequiredNames<S>>]?: SpecValue<S[K]>
}

/** The type of the values a table describes. */
export type ValueOf<T> = T extends Table<infer V> ? V : never

export function table<const S extends Specs>(name: string, specs: S): Table<TableValue<S>> {
  const ordered = Object.entries(specs)
    .map(([field, spec]) => ({ field, ...spec }))
    .toSorted((left, right) => keyRank(left.key) - keyRank(right.key))
  const byKey = new Map(ordered.map((spec) => [spec.key, spec]))

  function encode(value: TableValue<S>): CborMap {
    const given = value as Readonly<Record<string, unknown>>
    const present = ordered.filter(({ field, required }) => required || given[field] !== undefined)
    return new Map(present.map(({ key, field, type }) => [key, type.encode(given[field])]))
  }

  function decode(raw: CborValue, path: string, faults: Fault[]): TableValue<S> | undefined {
    if (!(raw instanceof Map)) {
      faults.push(fault(path, 'malformed', `must be a map: ${name}`))
      return undefined
    }
    const before = faults.length
    const value: Record<string, unknown> = {}
    for (const [key, entry] of raw) {
      const spec = byKey.get(key)
      if (spec === undefined) faults.push(fault(join(path, String(key)), 'unsupported_claim', `${name} has no key ${key}`))
      else value[spec.field] = spec.type.decode(entry, join(path, spec.field), faults)
    }
    for (const { field, key, required } of ordered) {
      if (required && !raw.has(key)) faults.push(fault(join(path, field), 'missing', `${name} requires key ${key}`))
    }
    return faults.length === before ? (value as TableValue<S>) : undefined
  }

  const fields = ordered.map(({ field, key, required, type }) => ({ name: field, key, required, cddl: type.cddl }))
  return { name, cddl: name, fields, encode, decode }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
