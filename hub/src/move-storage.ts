import { mkdir } from 'node:fs/promises'
import { notedEngine, noteEngine } from './engine-note.ts'
import { copyKeys } from './storage/move/copy-keys.ts'
import { type Moved, type MoveEnvironment, move } from './storage/move/move.ts'
import type { MovePlace } from './storage/move/move-end.ts'
import { usualChunk } from './storage/move/row-chunks.ts'
import { holdFolder } from './storage/sqlite/hold-folder.ts'

export type { Moved, MovePlace }

/** Rows that are moved in one transaction. */
export const moveRowsAtMost = usualChunk.rows

export interface MoveStorage {
  readonly from: MovePlace
  readonly to: MovePlace
  readonly rows?: number | undefined
}

export type MoveWatch = Omit<MoveEnvironment, 'beforeBegin' | 'beforeEnd'>

/** Moves a hub's data, and sees to what goes with it: keys, the note of the engine, that no hub runs meanwhile. */
export async function moveStorage({ from, to, rows = moveRowsAtMost }: MoveStorage, watch: MoveWatch): Promise<Moved> {
  if ('url' in from && 'url' in to) throw new Error('one of the two places is a data directory: its keys are for the data.')
  if ('dataDir' in to) await mkdir(to.dataDir, { recursive: true, mode: 0o700 })
  const folders = [from, to].flatMap((place) => ('dataDir' in place ? [place.dataDir] : []))
  if (new Set(folders).size < folders.length) throw new Error('the two places are one.')
  const holds: Awaited<ReturnType<typeof holdFolder>>[] = []
  try {
    for (const folder of folders) holds.push(await holdFolder(folder))
    const chunk = { ...usualChunk, rows: Math.min(rows, moveRowsAtMost) }
    return await move(
      { from, to, chunk },
      { ...watch, beforeBegin: () => refuseStaleFile(from), beforeEnd: () => takeAlong(from, to) },
    )
  } finally {
    for (const hold of holds) await hold.release()
  }
}

/** A file that was left behind when its data went on to a PostgreSQL is not moved once more. */
async function refuseStaleFile(from: MovePlace): Promise<void> {
  if ('dataDir' in from && (await notedEngine(from.dataDir)) === 'postgres') {
    throw new Error(`${from.dataDir} belongs to a hub on postgres: give the address of its database as --from.`)
  }
}

/** The keys go with the data to another directory; a directory that stays says where its data lies now. */
async function takeAlong(from: MovePlace, to: MovePlace): Promise<void> {
  if ('dataDir' in from && 'dataDir' in to) await copyKeys(from.dataDir, to.dataDir)
  if ('dataDir' in from && 'url' in to) await noteEngine(from.dataDir, 'postgres')
  if ('dataDir' in to) await noteEngine(to.dataDir, 'sqlite')
}
