import * as nodeCrypto from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { readConfig, withSecrets } from '../config.ts'
import { catalogueUsage, compareCatalogues, validateCatalogue } from './catalogue.ts'
import { isLedgerCommand, ledger, ledgerUsage } from './ledger.ts'
import { rate, rateUsageText } from './rate.ts'
import { verify, verifyUsage } from './verify.ts'

const usage = verifyUsage + catalogueUsage + rateUsageText + ledgerUsage
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

/** `npm run octroi -- <command>`: what is done without a running hub. */
async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv
  if (command === 'verify') return run(verifyUsage, () => runVerify(rest))
  if (command === 'catalogue') return run(catalogueUsage, () => runCatalogue(rest))
  if (command === 'rate') return run(rateUsageText, () => runRate(rest))
  if (command === 'ledger') return run(ledgerUsage, () => runLedger(rest))
  const asked = command === undefined || command === 'help' || command === '--help'
  if (!asked) process.stderr.write(`There is no command ${command}.\n`)
  ;(asked ? process.stdout : process.stderr).write(usage)
  return asked ? 0 : 2
}

/** Exit code 2: it could not be done at all. */
async function run(commandUsage: string, command: () => Promise<number>): Promise<number> {
  try {
    return await command()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof UsageError || isParseError(error)) process.stderr.write(commandUsage)
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

function runCatalogue(argv: readonly string[]): Promise<number> {
  const [command, ...files] = parseArgs({ args: [...argv], allowPositionals: true }).positionals
  const [first, second, ...more] = files.map(fromHere)
  if (command === 'validate' && first !== undefined && second === undefined) return validateCatalogue(first, say, complain)
  if (command === 'diff' && first !== undefined && second !== undefined && more.length === 0) {
    return compareCatalogues([first, second], say, complain)
  }
  throw new UsageError('Say `validate` and one FILE, or `diff` and two.')
}

function runRate(argv: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const options = { catalogue: text, usage: text, offer: text, month: text, zone: text, json: { type: 'boolean' } } as const
  const { catalogue, usage: used, ...rest } = parseArgs({ args: [...argv], options }).values
  if (catalogue === undefined || used === undefined) throw new UsageError('Give --catalogue and --usage.')
  return rate({ ...rest, catalogue: fromHere(catalogue), usage: fromHere(used) }, say, complain)
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

process.exitCode = await main(process.argv.slice(2))
