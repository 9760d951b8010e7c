import { invariant } from '@octroi/shared/errors/invariant'
import type { Mutation } from './mutation.ts'

/** What found a mutation. */
export interface Finding {
  readonly seed: string
  readonly invariants: readonly string[]
}

const heading = ['| bug in the code | seed | what finds it |', '| --- | --- | --- |']

/** As it stands in the document. */
export function foundTable(
  mutations: readonly Mutation[],
  findings: ReadonlyMap<string, Finding>,
  seeds: number,
): readonly string[] {
  const rows = mutations.map(({ name, sentence }) => {
    const { seed = '', invariants = [`nothing within ${seeds} seeds`] } = findings.get(name) ?? {}
    return `| \`${name}\`: ${sentence} | ${seed} | ${invariants.join(', ')} |`
  })
  return [...heading, ...rows]
}

/** The document with this table in place of the one it holds. */
export function withFound(document: string, table: readonly string[]): string {
  const lines = document.split('\n')
  const from = lines.findIndex((line) => line === heading[0])
  invariant(from >= 0, 'the document has a table of mutations')
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'))
  return lines.toSpliced(from, length, ...table).join('\n')
}

/** The seed that the document says finds each. */
export function readFound(document: string): ReadonlyMap<string, { readonly seed: string; readonly sentence: string }> {
  const rows = [...document.matchAll(/^\| `(\w+)`: (.+) \| (\d*) \| .+ \|$/gm)]
  return new Map(rows.map(([, name = '', sentence = '', seed = '']) => [name, { seed, sentence }]))
}
