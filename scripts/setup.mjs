import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Makes a clone ready to run: no dependency of its own, so that it works before anything is installed. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const pnpmVersion = '10.34.9'
const oldestNode = [20, 20]
const manifests = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']
const packages = ['shared', 'agent', 'hub', 'simulators', 'tests']
const stampFile = join(root, 'node_modules', '.octroi-installed')

/** Installs what is missing and builds what has changed. Ends the process with a clear word where that fails. */
export function setUp() {
  checkNode()
  install()
  build()
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  fail(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`)
}

function install() {
  const stamp = installStamp()
  if (readIfThere(stampFile) === stamp) return
  const [command, ...prefix] = pnpmCommand()
  say('Installing packages (SQLite may be compiled the first time, about a minute) …')
  const startedAt = Date.now()
  runLogged('install.log', command, [...prefix, 'install', '--frozen-lockfile', '--prod=false'], 'The installation failed.')
  writeFileSync(stampFile, stamp)
  say(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`)
}

function build() {
  runLogged('build.log', process.execPath, [bin('typescript', 'tsc'), '-b'], 'The build failed.')
}

/** Runs one of the project's tools with its output shown; ends the process with its exit code where that is not 0. */
export function runTool(packageName, binName, args) {
  const { status, signal } = spawnSync(process.execPath, [bin(packageName, binName), ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0 || signal !== null) process.exit(status ?? 1)
}

/** Path of a tool's script, as its package names it. */
function bin(packageName, binName) {
  const folder = join(root, 'node_modules', packageName)
  const { bin: entries } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof entries === 'string' ? entries : entries[binName])
}

/** The pnpm that is there where it fits, else the pinned one through npx. */
function pnpmCommand() {
  const { status, stdout } = spawnSync('pnpm', ['--version'], { encoding: 'utf8', cwd: root })
  const isFitting = status === 0 && /^10\.(3[4-9]|[4-9]\d)\./.test(stdout.trim())
  return isFitting ? ['pnpm'] : ['npx', '--yes', `pnpm@${pnpmVersion}`]
}

/** Changes whenever another installation is needed: other packages, or another Node that native code is built for. */
function installStamp() {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`)
  for (const file of [...manifests, ...packages.map((name) => join(name, 'package.json'))])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** The output goes to a file and is shown only where the command fails. */
function runLogged(logName, command, args, failure) {
  const folder = join(root, 'node_modules', '.octroi')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, logName)
  const log = openSync(path, 'w')
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', log, log], env: environment() })
  closeSync(log)
  if (error === undefined && status === 0) return
  process.stderr.write(readFileSync(path, 'utf8'))
  fail(error === undefined ? failure : `${failure} ${error.message}`)
}

function environment() {
  const { NODE_ENV: _, ...rest } = process.env
  return { ...rest, npm_config_update_notifier: 'false' }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
