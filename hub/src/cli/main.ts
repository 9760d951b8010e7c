import * as nodeCrypto from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { verify, verifyUsage } from './verify.ts'

/** `npm run octroi -- <command>`: what needs no running hub. */
async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv
  if (command === 'verify') return runVerify(rest)
  const asked = command === undefined || command === 'help' || command === '--help'
  if (!asked) process.stderr.write(`There is no command ${command}.\n`)
  ;(asked ? process.stdout : process.stderr).write(verifyUsage)
  return asked ? 0 : 2
}

async function runVerify(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { 'root-key': { type: 'string' } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    const rootKey = values['root-key']
    if (file === undefined || more.length > 0 || rootKey === undefined) throw new Error('Give one FILE and --root-key.')
    const from = process.env.INIT_CWD ?? process.cwd()
    const path = file === '-' ? file : resolve(from, file)
    return await verify(nativeCrypto(nodeCrypto), { file: path, rootKey }, (line) => void process.stdout.write(`${line}\n`))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${verifyUsage}`)
    return 2
  }
}

process.exitCode = await main(process.argv.slice(2))
