import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { instantSchema } from '@octroi/shared/api/shapes'
import { z } from 'zod'

const manifestFile = 'manifest.json'

/** The data, as one SQLite file. */
export const copyName = 'hub.sqlite'
/** The data, and the keys that open what it seals. */
const fileName = z.string().regex(/^(?:hub\.sqlite|sealing-key|root-keys\/[\w-]{1,100}\.root)$/)

const digits = z.string().regex(/^\d{1,40}$/)

/** What a backup holds, so that a restore can tell whether it is whole. Written last: a backup without it is none. */
const manifestSchema = z.strictObject({
  format: z.literal('octroi/v1/backup'),
  takenAt: instantSchema,
  /** What the data was kept in; the copy is a SQLite file whatever that was. */
  engine: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string()).min(1),
  /** Rows of each table. */
  tables: z.record(z.string(), z.number().int().min(0)),
  /** All debits and all credits of a tenant's ledger, in minor units. */
  ledger: z.array(z.strictObject({ tenant: z.string(), currency: z.string(), debit: digits, credit: digits })),
  files: z.record(fileName, z.strictObject({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[\da-f]{64}$/) })),
})

export type Manifest = z.infer<typeof manifestSchema>

/** Whole or not at all, also when power is lost in between. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = join(folder, `${manifestFile}.new`)
  const file = await open(draft, 'wx', 0o600)
  await file.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`)
  await file.sync()
  await file.close()
  await rename(draft, join(folder, manifestFile))
  await syncFile(folder)
}

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestFile), 'utf8').catch((error: unknown) => {
    throw new Error(`${folder} holds no ${manifestFile}: it is no backup, or one that was not finished.`, { cause: error })
  })
  const read = manifestSchema.safeParse(parsed(text))
  if (!read.success) throw new Error(`${join(folder, manifestFile)} is not the manifest of a backup.`)
  return read.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function fileSum(path: string): Promise<Manifest['files'][string]> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** What was written to a file, or which files are in a folder, survives a power cut from now on. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  await file.sync()
  await file.close()
}
