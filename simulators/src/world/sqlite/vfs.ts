import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { Disk, DiskFile } from './disk.ts'
import { OpenFiles } from './open-files.ts'

/** How SQLite's structs look from JavaScript: each field behind a dollar sign. */
interface Struct {
  readonly pointer: number
  $iVersion: number
}

interface VfsStruct extends Struct {
  $szOsFile: number
  $mxPathname: number
}

/** What the file system is made of. */
export interface Mounts {
  readonly at: (path: string) => { readonly disk: Disk; readonly name: string }
  readonly randomBytes: (length: number) => Uint8Array
}

export const vfsName = 'world'

const pathBytesAtMost = 256
/** Flags of `xShmLock`: https://www.sqlite.org/c3ref/c_shm_exclusive.html */
const [shmUnlock, shmShared] = [1, 4]
/** Noon of the first of January 2000 as SQLite counts milliseconds: nothing may go by it. */
const fixedTime = 211_813_488_000_000n

/** Teaches SQLite to keep its files on simulated disks. Its calls are answered at once and never fail by themselves. */
export function installVfs(sqlite: Sqlite3Static, mounts: Mounts): void {
  const { capi, vfs } = sqlite
  const files = new OpenFiles()
  const io = new capi.sqlite3_io_methods() as unknown as Struct
  io.$iVersion = 2
  const own = new capi.sqlite3_vfs() as unknown as VfsStruct
  own.$iVersion = 2
  own.$szOsFile = (capi.sqlite3_file as unknown as { readonly structInfo: { readonly sizeof: number } }).structInfo.sizeof
  own.$mxPathname = pathBytesAtMost
  vfs.installVfs({
    io: { struct: io, methods: { ...contentMethods(sqlite, files), ...sharingMethods(sqlite, files) } },
    vfs: { struct: own, methods: systemMethods(sqlite, mounts, files, io.pointer), name: vfsName, asDefault: true },
  } as never)
}

/** What is read and written of one file. */
function contentMethods({ capi, wasm }: Sqlite3Static, files: OpenFiles) {
  /** A fault may come just before a change; a file that is dead takes none. */
  const changing = (pointer: number, change: (file: DiskFile) => void): number => {
    const { disk, file } = files.of(pointer)
    disk.onChange(file)
    if (file.isDead) return capi.SQLITE_IOERR
    change(file)
    return capi.SQLITE_OK
  }
  return {
    xClose: (pointer: number) => {
      for (const region of files.close(pointer)) wasm.dealloc(region)
      return capi.SQLITE_OK
    },
    xRead: (pointer: number, to: number, length: number, at: bigint) => {
      const bytes = files.of(pointer).file.read(Number(at), length)
      const heap = wasm.heap8u()
      heap.set(bytes, to)
      if (bytes.length === length) return capi.SQLITE_OK
      heap.fill(0, to + bytes.length, to + length)
      return capi.SQLITE_IOERR_SHORT_READ
    },
    xWrite: (pointer: number, from: number, length: number, at: bigint) => {
      const { disk, file } = files.of(pointer)
      if (disk.isFull && Number(at) + length > file.size) return capi.SQLITE_FULL
      return changing(pointer, () => file.change({ at: Number(at), bytes: wasm.heap8u().slice(from, from + length) }))
    },
    xTruncate: (pointer: number, size: bigint) => changing(pointer, (file) => file.change({ size: Number(size) })),
    xSync: (pointer: number) =>
      changing(pointer, (file) => {
        if (!files.of(pointer).disk.ignoresSyncs) file.sync()
      }),
    xFileSize: (pointer: number, out: number) => {
      wasm.poke64(out, BigInt(files.of(pointer).file.size))
      return capi.SQLITE_OK
    },
    xFileControl: () => capi.SQLITE_NOTFOUND,
    xSectorSize: () => 512,
    xDeviceCharacteristics: () => 0,
  }
}

/** What several connections to one file need. */
function sharingMethods({ capi, wasm }: Sqlite3Static, files: OpenFiles) {
  return {
    xLock: (pointer: number, level: number) =>
      files.sharingOf(pointer).locks.lock(pointer, level) ? capi.SQLITE_OK : capi.SQLITE_BUSY,
    xUnlock: (pointer: number, level: number) => {
      files.sharingOf(pointer).locks.unlock(pointer, level)
      return capi.SQLITE_OK
    },
    xCheckReservedLock: (pointer: number, out: number) => {
      wasm.poke32(out, files.sharingOf(pointer).locks.isReserved ? 1 : 0)
      return capi.SQLITE_OK
    },
    xShmMap: (pointer: number, region: number, bytes: number, mayExtend: number, out: number) => {
      const { regions } = files.sharingOf(pointer)
      while (mayExtend !== 0 && regions.length <= region) {
        const made = wasm.alloc(bytes)
        wasm.heap8u().fill(0, made, made + bytes)
        regions.push(made)
      }
      wasm.pokePtr(out, regions[region] ?? 0)
      return capi.SQLITE_OK
    },
    xShmLock: (pointer: number, first: number, count: number, flags: number) => {
      const { locks } = files.sharingOf(pointer)
      if ((flags & shmUnlock) !== 0) locks.give(pointer, { first, count })
      else {
        const kind = (flags & shmShared) === 0 ? 'exclusive' : 'shared'
        if (!locks.take(pointer, { first, count, kind })) return capi.SQLITE_BUSY
      }
      return capi.SQLITE_OK
    },
    xShmBarrier: () => undefined,
    xShmUnmap: (pointer: number) => {
      files.sharingOf(pointer).locks.give(pointer, { first: 0, count: 8 })
      return capi.SQLITE_OK
    },
  }
}

/** What is asked of the file system itself. */
function systemMethods({ capi, wasm }: Sqlite3Static, mounts: Mounts, files: OpenFiles, ioPointer: number) {
  return {
    xOpen: (_vfs: number, path: number, pointer: number, flags: number, outFlags: number) => {
      const { disk, name } = mounts.at(wasm.cstrToJs(path) ?? '')
      files.open(pointer, { disk, file: disk.made(name) })
      const struct = new capi.sqlite3_file(pointer) as unknown as { $pMethods: number; dispose(): void }
      struct.$pMethods = ioPointer
      struct.dispose()
      if (outFlags !== 0) wasm.poke32(outFlags, flags)
      return capi.SQLITE_OK
    },
    xDelete: (_vfs: number, path: number) => {
      const { disk, name } = mounts.at(wasm.cstrToJs(path) ?? '')
      disk.remove(name)
      return capi.SQLITE_OK
    },
    xAccess: (_vfs: number, path: number, _flags: number, out: number) => {
      const { disk, name } = mounts.at(wasm.cstrToJs(path) ?? '')
      wasm.poke32(out, disk.file(name) === undefined ? 0 : 1)
      return capi.SQLITE_OK
    },
    xFullPathname: (_vfs: number, path: number, length: number, out: number) =>
      wasm.cstrncpy(out, path, length) < length ? capi.SQLITE_OK : capi.SQLITE_CANTOPEN,
    xRandomness: (_vfs: number, length: number, out: number) => {
      wasm.heap8u().set(mounts.randomBytes(length), out)
      return length
    },
    xSleep: () => capi.SQLITE_OK,
    xCurrentTimeInt64: (_vfs: number, out: number) => {
      wasm.poke64(out, fixedTime)
      return capi.SQLITE_OK
    },
    xGetLastError: () => capi.SQLITE_OK,
  }
}
