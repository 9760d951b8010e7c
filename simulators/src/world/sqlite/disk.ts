import type { Random } from '../random.ts'

/** What a disk writes whole or not at all. */
const sectorBytes = 512

type Change = { readonly at: number; readonly bytes: Uint8Array } | { readonly size: number }

/** What lies on a disk while nothing writes to it. */
export type DiskImage = ReadonlyMap<string, Uint8Array>

/** Whole bytes that grow. */
class Content {
  bytes: Uint8Array
  size: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.size = bytes.length
  }

  apply(change: Change): void {
    if ('size' in change) {
      this.size = change.size
      return
    }
    const end = change.at + change.bytes.length
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.bytes.length, 16_384))
      grown.set(this.bytes.subarray(0, this.size))
      this.bytes = grown
    }
    if (change.at > this.size) this.bytes.fill(0, this.size, change.at)
    this.bytes.set(change.bytes, change.at)
    this.size = Math.max(this.size, end)
  }

  copy(): Uint8Array {
    return this.bytes.slice(0, this.size)
  }
}

/** One file: what programs see of it, and what of that has reached the disk for good. */
export class DiskFile {
  private readonly seen: Content
  private readonly synced: Content
  private unsynced: Change[] = []
  /** The disk went on without it: nothing that is written to it now is kept. */
  isDead = false

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.seen = new Content(bytes.slice())
    this.synced = new Content(bytes.slice())
  }

  get size(): number {
    return this.seen.size
  }

  read(at: number, length: number): Uint8Array {
    return this.seen.bytes.subarray(Math.min(at, this.seen.size), Math.min(at + length, this.seen.size))
  }

  change(change: Change): void {
    this.seen.apply(change)
    this.unsynced.push(change)
  }

  sync(): void {
    for (const change of this.unsynced) this.synced.apply(change)
    this.unsynced = []
  }

  asSeen(): Uint8Array {
    return this.seen.copy()
  }

  /**
   * What is left of it once the power has gone: what was synced, and of the rest any part, each write whole, torn between
   * two sectors, or not at all.
   */
  afterPowerCut(random: Random): Uint8Array {
    const left = new Content(this.synced.copy())
    for (const change of this.unsynced) {
      const fate = random.below(3)
      if (fate === 0) continue
      if (fate === 1 || 'size' in change) left.apply(change)
      else {
        const sectors = Math.ceil(change.bytes.length / sectorBytes)
        left.apply({ at: change.at, bytes: change.bytes.subarray(0, random.below(sectors) * sectorBytes) })
      }
    }
    return left.copy()
  }
}

/** A disk with files on it. */
export class Disk {
  private files = new Map<string, DiskFile>()
  /** No byte more fits. */
  isFull = false
  /** It says that it wrote what is still on its way. */
  ignoresSyncs = false
  /** Called before each write and sync of a file: a fault may come just then. */
  onChange: (file: DiskFile) => void = () => undefined

  constructor(image: DiskImage = new Map()) {
    for (const [name, bytes] of image) this.files.set(name, new DiskFile(bytes))
  }

  file(name: string): DiskFile | undefined {
    return this.files.get(name)
  }

  made(name: string): DiskFile {
    const file = this.files.get(name) ?? new DiskFile()
    this.files.set(name, file)
    return file
  }

  remove(name: string): void {
    const file = this.files.get(name)
    if (file !== undefined) file.isDead = true
    this.files.delete(name)
  }

  image(): DiskImage {
    return new Map([...this.files].map(([name, file]) => [name, file.asSeen()]))
  }

  /** The program that wrote was killed: what it wrote is there, synced or not. Whoever still holds a file holds a dead one. */
  detach(): void {
    this.put(this.image())
  }

  powerCut(random: Random): void {
    this.put(new Map([...this.files].map(([name, file]) => [name, file.afterPowerCut(random)])))
  }

  /** Everything on it is replaced, as from a copy. */
  put(image: DiskImage): void {
    for (const file of this.files.values()) file.isDead = true
    this.files = new Map([...image].map(([name, bytes]) => [name, new DiskFile(bytes)]))
  }
}
