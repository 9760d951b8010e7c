import type { Disk, DiskFile } from './disk.ts'
import { FileLocks } from './file-locks.ts'

interface Opened {
  readonly disk: Disk
  readonly file: DiskFile
}

/** What the connections to one file share while any has it open: locks, and memory for the index of its log of writes. */
interface Sharing {
  readonly locks: FileLocks
  /** Where it lies in SQLite's memory. */
  readonly regions: number[]
  users: number
}

/** The files that SQLite has open, by the pointers it knows them by. */
export class OpenFiles {
  private readonly opened = new Map<number, Opened>()
  private readonly shared = new Map<DiskFile, Sharing>()

  open(pointer: number, opened: Opened): void {
    this.opened.set(pointer, opened)
    this.sharingOf(pointer).users++
  }

  of(pointer: number): Opened {
    const found = this.opened.get(pointer)
    if (found === undefined) throw new Error('the file is not open')
    return found
  }

  sharingOf(pointer: number): Sharing {
    const { file } = this.of(pointer)
    const found = this.shared.get(file) ?? { locks: new FileLocks(), regions: [], users: 0 }
    this.shared.set(file, found)
    return found
  }

  /** Answers with the memory that nobody shares any more. */
  close(pointer: number): readonly number[] {
    const { file } = this.of(pointer)
    const sharing = this.sharingOf(pointer)
    sharing.locks.forget(pointer)
    this.opened.delete(pointer)
    if (--sharing.users > 0) return []
    this.shared.delete(file)
    return sharing.regions
  }
}
