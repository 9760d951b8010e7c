import type { Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { Disk, DiskFile } from './disk.ts'
import { FileLocks } from './file-locks.ts'

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

interface Opened {
  readonly disk: Disk
  readonly file: DiskFile
}

/** What the connections to one file share while any has it open: locks, and memory for the index of its log of writes. */
interface Sharing {
  readonly locks: FileLocks
  readonly regions: number[]
  users: number
}

export const vfsName = 'world'

const pathBytesAtMost = 256
/** Flags of `xShmLock`: https://www.sqlite.org/c3ref/c_shm_exclusive.html */
const [shmUnlock, shmShared] = [1, 4]
/** Noon of the first of January 2000 as SQLite counts milliseconds: nothing may go by it. */
const fixedTime = 211_813_488_000_000n

/** Teaches SQLite to keep its files on simulated disks. Its calls are answered at once and never fail by themselves. */
export function installVfs({ capi, wasm, vfs }: Sqlite3Static, mounts: Mounts): void {
  const opened = new Map<number, Opened>()
  const shared = new Map<DiskFile, Sharing>()
  const sharingOf = (pointer: number): Sharing => {
    const { file } = of(pointer)
    const found = shared.get(file) ?? { locks: new FileLocks(), regions: [], users: 0 }
    shared.set(file, found)
    return found
  }
  const endSharing = (file: DiskFile): void => {
    for (const region of shared.get(file)?.regions ?? []) wasm.dealloc(region)
    shared.delete(file)
  }
  const of = (pointer: number): Opened => {
    const found = opened.get(pointer)
    if (found === undefined) throw new Error('the file is not open')
    return found
  }
  /** A write that a fault answers: a full disk, or power that is gone. */
  const changing = (pointer: number, change: (file: DiskFile) => void): number => {
    const { disk, file } = of(pointer)
    disk.onChange(file)
    if (file.isDead) return capi.SQLITE_IOERR
    change(file)
    return capi.SQLITE_OK
  }
  const methods = {
    xClose: (pointer: number) => {
      const { file } = of(pointer)
      const sharing = sharingOf(pointer)
      sharing.locks.forget(pointer)
      if (--sharing.users <= 0) endSharing(file)
      opened.delete(pointer)
      return capi.SQLITE_OK
    },
    xRead: (pointer: number, to: number, length: number, at: bigint) => {
      const bytes = of(pointer).file.read(Number(at), length)
      const heap = wasm.heap8u()
      heap.set(bytes, to)
      if (bytes.length === length) return capi.SQLITE_OK
      heap.fill(0, to + bytes.length, to + length)
      return capi.SQLITE_IOERR_SHORT_READ
    },
    xWrite: (pointer: number, from: number, length: number, at: bigint) => {
      const { disk, file } = of(pointer)
      if (disk.isFull && Number(at) + length > file.size) return capi.SQLITE_FULL
      return changing(pointer, () => file.change({ at: Number(at), bytes: wasm.heap8u().slice(from, from + length) }))
    },
    xTruncate: (pointer: number, size: bigint) => changing(pointer, (file) => file.change({ size: Number(size) })),
    xSync: (pointer: number) => changing(pointer, (file) => file.sync()),
    xFileSize: (pointer: number, out: number) => {
      wasm.poke64(out, BigInt(of(pointer).file.size))
      return capi.SQLITE_OK
    },
    xLock: (pointer: number, level: number) =>
      sharingOf(pointer).locks.lock(pointer, level) ? capi.SQLITE_OK : capi.SQLITE_BUSY,
    xUnlock: (pointer: number, level: number) => {
      sharingOf(pointer).locks.unlock(pointer, level)
      return capi.SQLITE_OK
    },
    xCheckReservedLock: (pointer: number, out: number) => {
      wasm.poke32(out, sharingOf(pointer).locks.isReserved ? 1 : 0)
      return capi.SQLITE_OK
    },
    xShmMap: (pointer: number, region: number, bytes: number, mayExtend: number, out: number) => {
      const { regions } = sharingOf(pointer)
      while (mayExtend !== 0 && regions.length <= region) {
        const made = wasm.alloc(bytes)
        wasm.heap8u().fill(0, made, made + bytes)
        regions.push(made)
      }
      wasm.pokePtr(out, regions[region] ?? 0)
      return capi.SQLITE_OK
    },
    xShmLock: (pointer: number, first: number, count: number, flags: number) => {
      const { locks } = sharingOf(pointer)
      if ((flags & shmUnlock) !== 0) locks.give(pointer, { first, count })
      else {
        const kind = (flags & shmShared) === 0 ? 'exclusive' : 'shared'
        if (!locks.take(pointer, { first, count, kind })) return capi.SQLITE_BUSY
      }
      return capi.SQLITE_OK
    },
    xShmBarrier: () => undefined,
    xShmUnmap: (pointer: number) => {
      sharingOf(pointer).locks.give(pointer, { first: 0, count: 8 })
      return capi.SQLITE_OK
    },
    xFileControl: () => capi.SQLITE_NOTFOUND,
    xSectorSize: () => 512,
    xDeviceCharacteristics: () => 0,
  }
  const io = new capi.sqlite3_io_methods() as unknown as Struct
  io.$iVersion = 2
  const fileSystem = {
    xOpen: (_vfs: number, path: number, pointer: number, flags: number, outFlags: number) => {
      const { disk, name } = mounts.at(wasm.cstrToJs(path) ?? '')
      opened.set(pointer, { disk, file: disk.made(name) })
      sharingOf(pointer).users++
      const struct = new capi.sqlite3_file(pointer) as unknown as { $pMethods: number; dispose(): void }
      struct.$pMethods = io.pointer
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
  const own = new capi.sqlite3_vfs() as unknown as VfsStruct
  own.$iVersion = 2
  own.$szOsFile = (capi.sqlite3_file as unknown as { readonly structInfo: { readonly sizeof: number } }).structInfo.sizeof
  own.$mxPathname = pathBytesAtMost
  vfs.installVfs({
    io: { struct: io, methods },
    vfs: { struct: own, methods: fileSystem, name: vfsName, asDefault: true },
  } as never)
}
