import * as nodeCrypto from 'node:crypto'
import { resolve } from 'node:path'
import { text as wholeOf } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { importKinds } from '@octroi/shared/api/vocabulary'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { ownEntry } from '@octroi/shared/own-entry'
import { commandWorld } from '../command-world.ts'
import { readConfig, withSecrets } from '../config.ts'
import type { MovePlace } from '../move-storage.ts'
import { backup, backupUsage } from './backup.ts'
import { compareCatalogues, validateCatalogue } from './catalogue.ts'
import { backtestDraft } from './catalogue-backtest.ts'
import { catalogueUsage, readCatalogueCommand } from './catalogue-command.ts'
import { listVersions, publishFile } from './catalogue-versions.ts'
import { hubAccess } from './hub-access.ts'
import { importRows, importUsage } from './import.ts'
import { keysUsage, replaceKeys } from './keys.ts'
import { isLedgerCommand, ledger, ledgerUsage } from './ledger.ts'
import { migrate, migrateUsage } from './migrate.ts'
import { type OperatorCommand, operator, operatorUsage } from './operator.ts'
import { rate, rateUsageText } from './rate.ts'
import { restore, restoreUsage } from './restore.ts'
import { listTenants, tenantFound, tenantUsage } from './tenant.ts'
import { verify, verifyUsage } from './verify.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

interface Command {
  readonly usage: string
  readonly run: (argv: readonly string[]) => Promise<number>
}

/** In the order in which the usage tells them. */
const commands: Readonly<Record<string, Command>> = {
  verify: { usage: verifyUsage, run: runVerify },
  catalogue: { usage: catalogueUsage, run: runCatalogue },
  import: { usage: importUsage, run: runImport },
  rate: { usage: rateUsageText, run: runRate },
  ledger: { usage: ledgerUsage, run: runLedger },
  backup: { usage: backupUsage, run: runBackup },
  restore: { usage: restoreUsage, run: runRestore },
  migrate: { usage: migrateUsage, run: runMigrate },
  tenant: { usage: tenantUsage, run: runTenant },
  keys: { usage: keysUsage, run: runKeys },
  operator: { usage: operatorUsage, run: runOperator },
}

/** `npm run octroi -- <command>`: what is done without a running hub, and what a script asks of one. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  const command = name === undefined ? undefined : ownEntry(commands, name)
  if (command !== undefined) return run(command, rest)
  const asked = name === undefined || name === 'help' || name === '--help'
  if (!asked) process.stderr.write(`There is no command ${name}.\n`)
  for (const { usage } of Object.values(commands)) (asked ? process.stdout : process.stderr).write(usage)
  return asked ? 0 : 2
}

/** Exit code 2: it could not be done at all. */
async function run(command: Command, argv: readonly string[]): Promise<number> {
  try {
    return await command.run(argv)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError || isParseError(error)) process.stderr.write(command.usage)
    return 2
  }
}

class UsageError extends Error {
  override readonly name = 'UsageError'
}

function isParseError(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}

/** As it was named where the command was given, which npm changes. */
function fromHere(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}

function runVerify(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { 'root-key': { type: 'string' } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  const rootKey = values['root-key']
  if (file === undefined || more.length > 0 || rootKey === undefined) throw new UsageError('Give one FILE and --root-key.')
  return verify(nativeCrypto(nodeCrypto), { file: file === '-' ? file : fromHere(file), rootKey }, say)
}

async function runCatalogue(argv: readonly string[]): Promise<number> {
  const command = readCatalogueCommand(argv, fromHere)
  if (typeof command === 'string') throw new UsageError(command)
  if (command.kind === 'validate') return validateCatalogue(command.file, say, complain)
  if (command.kind === 'diff') return compareCatalogues(command.files, say, complain)
  const hub = hubAccess(await withSecrets(process.env), command.hub)
  if (command.kind === 'versions') return listVersions(hub, say)
  if (command.kind === 'publish') return publishFile(hub, command, say, complain)
  return backtestDraft(hub, command, (text) => void process.stdout.write(text), complain)
}

async function runImport(argv: readonly string[]): Promise<number> {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  const options = { hub: text, system: text, 'dry-run': flag, json: flag } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [named, file, ...more] = positionals
  const kind = importKinds.find((each) => each === named)
  if (kind === undefined || file === undefined || more.length > 0) {
    throw new UsageError(`Say what the rows are, ${importKinds.join(', ')}, and one FILE.`)
  }
  const { hub, system, json = false, 'dry-run': isDryRun = false } = values
  const command = { kind, file: fromHere(file), system, isDryRun, asJson: json }
  return importRows(hubAccess(await withSecrets(process.env), hub), command, say, complain)
}

function runRate(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = {
    ...{ catalogue: text, usage: text, offer: text, month: text, zone: text, start: text, end: text },
    ...{ invoiced: text, budget: text },
    ...{ coupon: text, credit: text },
    json: { type: 'boolean' },
  } as const
  const { catalogue, usage: used, invoiced, ...rest } = parseArgs({ args: [...argv], options }).values
  if (catalogue === undefined || used === undefined) throw new UsageError('Give --catalogue and --usage.')
  if (invoiced !== undefined && rest.budget !== undefined) throw new UsageError('Give --invoiced or --budget, not both.')
  const before = invoiced === undefined ? {} : { invoiced: fromHere(invoiced) }
  return rate({ ...rest, ...before, catalogue: fromHere(catalogue), usage: fromHere(used) }, say, complain)
}

async function runLedger(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { 'data-dir': { type: 'string' } },
    allowPositionals: true,
  })
  const [command, ...more] = positionals
  if (!isLedgerCommand(command) || more.length > 0) throw new UsageError('Say `check` or `rebuild`.')
  const config = readConfig(await withSecrets(process.env))
  return ledger(command, { ...config, dataDir: fromHere(values['data-dir'] ?? config.dataDir) }, say)
}

async function runBackup(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { to: text, 'data-dir': text, 'with-keys': { type: 'boolean' } } as const
  const { to, 'data-dir': dataDir, 'with-keys': withKeys = false } = parseArgs({ args: [...argv], options }).values
  if (to === undefined) throw new UsageError('Give --to.')
  const config = readConfig(await withSecrets(process.env))
  const place = { ...config, dataDir: fromHere(dataDir ?? config.dataDir) }
  return backup({ place, to: fromHere(to), withKeys, nowMs: Date.now() }, say, complain)
}

function runRestore(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { from: text, 'data-dir': text, 'nothing-lost': { type: 'boolean' } } as const
  const { from, 'data-dir': dataDir, 'nothing-lost': isNothingLost = false } = parseArgs({ args: [...argv], options }).values
  if (from === undefined || dataDir === undefined) throw new UsageError('Give --from and --data-dir.')
  return restore({ from: fromHere(from), dataDir: fromHere(dataDir), isNothingLost, nowMs: Date.now() }, say)
}

function runMigrate(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { from: text, to: text, rows: text, json: { type: 'boolean' } } as const
  const { from, to, rows, json } = parseArgs({ args: [...argv], options }).values
  if (from === undefined || to === undefined) throw new UsageError('Give --from and --to.')
  if (rows !== undefined && !/^[1-9]\d{0,5}$/.test(rows)) throw new UsageError('--rows is a number above zero.')
  const atOnce = rows === undefined ? undefined : Number(rows)
  return migrate({ from: placeNamed(from), to: placeNamed(to), rows: atOnce, json }, say, complain)
}

function placeNamed(place: string): MovePlace {
  return /^postgres(?:ql)?:\/\//.test(place) ? { url: place } : { dataDir: fromHere(place) }
}

async function runTenant(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { name: text, zone: text, 'data-dir': text } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [kind, ...more] = positionals
  if ((kind !== 'list' && kind !== 'found') || more.length > 0) throw new UsageError('Say `list` or `found`.')
  const { name, zone } = values
  const config = readConfig(await withSecrets(process.env))
  const place = { ...config, dataDir: fromHere(values['data-dir'] ?? config.dataDir) }
  if (kind === 'list') return listTenants(place, say)
  if (name === undefined || zone === undefined) throw new UsageError('Give --name and --zone.')
  return tenantFound(place, { nowMs: Date.now }, { name, zone }, say, complain)
}

async function runKeys(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { tenant: text, use: { type: 'string', multiple: true }, since: text, 'data-dir': text } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  if (positionals.join(' ') !== 'replace') throw new UsageError('Say `replace`.')
  const { tenant, use: uses, since } = values
  if (tenant === undefined || uses === undefined) throw new UsageError('Give --tenant and --use.')
  const config = readConfig(await withSecrets(process.env))
  const place = { ...config, dataDir: fromHere(values['data-dir'] ?? config.dataDir) }
  return replaceKeys(place, { nowMs: Date.now }, { tenant, uses, ...(since === undefined ? {} : { since }) }, say, complain)
}

async function runOperator(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = {
    email: text,
    name: text,
    role: text,
    tenant: text,
    'data-dir': text,
    'remove-totp': { type: 'boolean' },
  } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [kind, ...more] = positionals
  if ((kind !== 'list' && kind !== 'add' && kind !== 'reset-password') || more.length > 0) {
    throw new UsageError('Say `list`, `add` or `reset-password`.')
  }
  const command = await operatorCommand(kind, values)
  const config = readConfig(await withSecrets(process.env))
  const place = { ...config, dataDir: fromHere(values['data-dir'] ?? config.dataDir) }
  return operator({ command, place, tenant: values.tenant }, await commandWorld(), say, complain)
}

interface OperatorValues {
  readonly email?: string
  readonly name?: string
  readonly role?: string
  readonly 'remove-totp'?: boolean
}

async function operatorCommand(
  kind: OperatorCommand['kind'],
  { email, name, role = 'operator', 'remove-totp': removesTotp = false }: OperatorValues,
): Promise<OperatorCommand> {
  if (kind === 'list') return { kind }
  if (email === undefined) throw new UsageError('Give --email.')
  if (kind === 'reset-password') return { kind, email, removesTotp, password: await typedPassword() }
  if (name === undefined) throw new UsageError('Give --name.')
  return { kind, email, name, role, password: await typedPassword() }
}

/** From standard input and never from the command line, which other users of the machine can read. */
async function typedPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Enter and Ctrl-D (it shows as you type; better pipe it in): ')
  return (await wholeOf(process.stdin)).split(/\r?\n/)[0] ?? ''
}

process.umask(0o077)
process.exitCode = await main(process.argv.slice(2))
