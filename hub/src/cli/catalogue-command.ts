import { parseArgs } from 'node:util'
import { type VersionScope, versionScopes } from '@octroi/shared/api/vocabulary'
import { hubAccessUsage } from './hub-access.ts'

export const catalogueUsage = `octroi catalogue validate FILE
  Reads a catalogue as publishing it would, and says every fault with its line. Publishes nothing.

octroi catalogue diff BEFORE AFTER
  Says what changes from one catalogue to another, one change a line: where, what it was, what it becomes.

octroi catalogue versions [--hub URL]
  Lists what a running hub has published, newest first.

octroi catalogue publish FILE [--effective-from INSTANT] [--touches new|renewal|date] [--hub URL]
  Says what changes from the newest version of a running hub, and publishes it; nothing where nothing changes.
  --touches  whose prices it changes: those of new subscriptions, as where it is absent; of all at their next renewal; or
             of all from the date on

octroi catalogue backtest --draft FILE --from MONTH --to MONTH [--offer KEY] [--json | --csv] [--hub URL]
  Re-rates what was used in past months under a draft: what each account paid and would pay, and who pays more or less.
${hubAccessUsage}`

export type CatalogueCommand =
  | { readonly kind: 'validate'; readonly file: string }
  | { readonly kind: 'diff'; readonly files: readonly [string, string] }
  | { readonly kind: 'versions'; readonly hub: string | undefined }
  | PublishCommand
  | {
      readonly kind: 'backtest'
      readonly draft: string
      readonly from: string
      readonly to: string
      readonly offer: string | undefined
      readonly as: 'words' | 'json' | 'csv'
      readonly hub: string | undefined
    }

interface PublishCommand {
  readonly kind: 'publish'
  readonly file: string
  readonly effectiveFrom: string | undefined
  readonly touches: VersionScope | undefined
  readonly hub: string | undefined
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  ...{ hub: text, 'effective-from': text, touches: text, draft: text, from: text, to: text, offer: text },
  ...{ json: flag, csv: flag },
} as const

type Values = ReturnType<typeof parsed>['values']

function parsed(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, allowPositionals: true })
}

const allowed: Readonly<Record<string, readonly string[]>> = {
  validate: [],
  diff: [],
  versions: ['hub'],
  publish: ['hub', 'effective-from', 'touches'],
  backtest: ['hub', 'draft', 'from', 'to', 'offer', 'json', 'csv'],
}

/** What is asked for, or what to say instead; `fromHere` resolves a path as it was named. */
export function readCatalogueCommand(argv: readonly string[], fromHere: (path: string) => string): CatalogueCommand | string {
  const { values, positionals } = parsed(argv)
  const [kind = '', ...named] = positionals
  const [first, second, ...more] = named.map(fromHere)
  const unknown = Object.keys(values).filter((name) => allowed[kind]?.includes(name) === false)
  if (unknown.length > 0) return `\`${kind}\` takes no ${unknown.map((name) => `--${name}`).join(', ')}.`
  const { hub } = values
  if (kind === 'validate' && first !== undefined && second === undefined) return { kind, file: first }
  if (kind === 'diff' && first !== undefined && second !== undefined && more.length === 0) return { kind, files: [first, second] }
  if (kind === 'versions' && first === undefined) return { kind, hub }
  if (kind === 'publish' && first !== undefined && second === undefined) return readPublish(values, first)
  if (kind === 'backtest' && first === undefined) return readBacktest(values, fromHere)
  return 'Say `validate` and one FILE, `diff` and two, `versions`, `publish` and one FILE, or `backtest`.'
}

function readPublish({ hub, 'effective-from': effectiveFrom, touches: named }: Values, file: string): CatalogueCommand | string {
  const touches = versionScopes.find((scope) => scope === named)
  if (named !== undefined && touches === undefined) return `--touches is one of ${versionScopes.join(', ')}.`
  return { kind: 'publish', file, effectiveFrom, touches, hub }
}

function readBacktest(
  { hub, draft, from, to, offer, json, csv }: Values,
  fromHere: (path: string) => string,
): CatalogueCommand | string {
  if (draft === undefined || from === undefined || to === undefined) return 'Give --draft, --from and --to.'
  if (json === true && csv === true) return 'Give --json or --csv, not both.'
  const as = json === true ? 'json' : csv === true ? 'csv' : 'words'
  return { kind: 'backtest', draft: fromHere(draft), from, to, offer, as, hub }
}
