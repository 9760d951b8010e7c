import init, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { Disk } from './disk.ts'
import { StatementDatabase } from './statement-database.ts'
import { installVfs, vfsName } from './vfs.ts'

/**
 * SQLite in WebAssembly over simulated disks: the same SQLite as everywhere, statements answered at once, every write and
 * sync seen. One for a process; the paths it opens begin with the number of their disk.
 */
export class SqliteWasm {
  private readonly sqlite: Sqlite3Static
  private readonly disks = new Map<string, Disk>()
  private readonly roots = new Map<Disk, string>()
  /** Where SQLite's own randomness comes from: the salts of its log. */
  private randomBytes: (length: number) => Uint8Array = (length) => new Uint8Array(length)

  private constructor(sqlite: Sqlite3Static) {
    this.sqlite = sqlite
    // What goes wrong is thrown; it need not be printed too.
    Object.assign(sqlite.config, { error: () => undefined, warn: () => undefined })
    installVfs(sqlite, { at: (path) => this.at(path), randomBytes: (length) => this.randomBytes(length) })
  }

  private static loaded: Promise<SqliteWasm> | undefined

  static load(): Promise<SqliteWasm> {
    SqliteWasm.loaded ??= init({ print: () => undefined, printErr: () => undefined }).then((sqlite) => new SqliteWasm(sqlite))
    return SqliteWasm.loaded
  }

  /** Forgets the disks of the world before, and begins with the randomness of another. */
  begin(randomBytes: (length: number) => Uint8Array): void {
    this.disks.clear()
    this.roots.clear()
    this.randomBytes = randomBytes
    this.sqlite.capi.sqlite3_randomness(0, 0)
  }

  open(disk: Disk, name: string): StatementDatabase {
    const root = this.roots.get(disk) ?? `/${this.roots.size + 1}/`
    this.roots.set(disk, root)
    this.disks.set(root, disk)
    return new StatementDatabase(this.sqlite, new this.sqlite.oo1.DB(`${root}${name}`, 'c', vfsName))
  }

  private at(path: string): { readonly disk: Disk; readonly name: string } {
    const [, root = '', name = ''] = /^(\/\d+\/)(.*)$/.exec(path) ?? []
    const disk = this.disks.get(root)
    if (disk === undefined) throw new Error(`no disk is mounted at ${path}`)
    return { disk, name }
  }
}
