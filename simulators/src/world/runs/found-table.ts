import { invariant } from '@octroi/shared/errors/invariant'

/** Something that is broken on purpose. */
export interface Broken {
  readonly name: string
  readonly sentence: string
}

/** What found it. */
export interface Finding {
  readonly seed: string
  readonly invariants: readonly string[]
}

const rule = '| --- | --- | --- |'

function headingOf(title: string): string {
  return `| ${title} | seed | what finds it |`
}

/** As it stands in the document, under its title. */
export function foundTable(
  title: string,
  all: readonly Broken[],
  findings: ReadonlyMap<string, Finding>,
  seeds: number,
): readonly string[] {
  const rows = all.map(({ name, sentence }) => {
    const { seed = '', invariants = [`nothing within ${seeds} seeds`] } = findings.get(name) ?? {}
    return `| \`${name}\`: ${sentence} | ${seed} | ${invariants.join(', ')} |`
  })
  return [headingOf(title), rule, ...rows]
}

/** The document with this table in place of the one of that title. */
export function withFound(document: string, title: string, table: readonly string[]): string {
  const lines = document.split('\n')
  const { from, length } = placeOf(lines, title)
  return lines.toSpliced(from, length, ...table).join('\n')
}

/** By name, the seed that the document says finds each, and its sentence. */
export function readFound(
  document: string,
  title: string,
): ReadonlyMap<string, { readonly seed: string; readonly sentence: string }> {
  const lines = document.split('\n')
  const { from, length } = placeOf(lines, title)
  const rows = lines.slice(from, from + length).flatMap((line) => [...line.matchAll(/^\| `(\w+)`: (.+) \| (\d*) \| .+ \|$/g)])
  return new Map(rows.map(([, name = '', sentence = '', seed = '']) => [name, { seed, sentence }]))
}

function placeOf(lines: readonly string[], title: string): { readonly from: number; readonly length: number } {
  const from = lines.indexOf(headingOf(title))
  invariant(from >= 0, `the document has a table of ${title}`)
  return { from, length: lines.slice(from).findIndex((line) => !line.startsWith('|')) }
}
