import type { Random } from '../random.ts'
import { Disk, type DiskImage } from '../sqlite/disk.ts'
import type { SqliteWasm } from '../sqlite/sqlite-wasm.ts'

const file = 'journal.sqlite'
/** So many bytes, where they are nowhere else on the disk: the hash of the batch before is in an index too. */
const sampleBytes = 24

/** The disk of a device with one bit turned in a batch that it has not sent, or undefined where it has none. */
export function withDamagedBatch(sqlite: SqliteWasm, random: Random, image: DiskImage): DiskImage | undefined {
  const disk = new Disk(image)
  const database = sqlite.open(disk, file)
  // What is written goes where it stays: a log with a wrong bit would be thrown away as never written.
  database.exec('pragma wal_checkpoint(truncate)')
  const unsent = database.all('select envelope from batches where acknowledged_ms is null order by first', [])
  database.close()
  if (unsent.length === 0) return undefined
  const { envelope } = random.pick(unsent) as { readonly envelope: Uint8Array }
  const damaged = new Map(disk.image())
  const bytes = damaged.get(file)
  const at = random.below(Math.max(1, envelope.length - sampleBytes))
  if (bytes === undefined) return undefined
  const [wholeFile, sample] = [Buffer.from(bytes), envelope.subarray(at, at + sampleBytes)]
  const place = wholeFile.indexOf(sample)
  if (place < 0 || wholeFile.indexOf(sample, place + 1) >= 0) return undefined
  bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8))
  return damaged
}
