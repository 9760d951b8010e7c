import type { Crypto } from '@octroi/shared/crypto/crypto'
import type { DeviceId, TenantId } from '@octroi/shared/ids/id'
import { type CheckedTenant, checkTenant } from './move-checks.ts'
import { installationOf, type MoveEnd, type MovePlace, openSource, openTarget } from './move-end.ts'
import { beginMark, endMark, readMark } from './move-mark.ts'
import { type ComparedTable, compareTable, type MoveProgress, moveTable, refuseOtherData } from './move-tables.ts'
import type { ChunkLimits } from './row-chunks.ts'
import { type TableShape, tableShapes } from './table-shape.ts'

export interface MoveCommand {
  readonly from: MovePlace
  readonly to: MovePlace
  readonly chunk: ChunkLimits
}

/** What a move needs of the world, and whom it tells how far it is. */
export interface MoveEnvironment {
  readonly crypto: Crypto
  readonly nowMs: () => number
  readonly onMoved: (progress: MoveProgress) => void
  readonly onCompared: (table: ComparedTable) => void
  readonly onVerified: (device: DeviceId, batches: number) => void
  /** Nothing was moved before: throws where nothing may be. */
  readonly beforeBegin: () => Promise<void>
  /** Everything is there and right; what it does is done before the target may be used. */
  readonly beforeEnd: () => Promise<void>
}

export type Moved =
  /** An earlier run ended it; nothing was looked at. */
  | { readonly kind: 'ended before'; readonly endedMs: number }
  | { readonly kind: 'moved' | 'unsound'; readonly tables: readonly ComparedTable[]; readonly tenants: readonly CheckedTenant[] }

/** Moves everything, or goes on where an earlier run of the same was interrupted, and holds both sides against each other. */
export async function move({ from: source, to: target, chunk }: MoveCommand, environment: MoveEnvironment): Promise<Moved> {
  const shapes = await tableShapes()
  const from = await openSource(source)
  try {
    const { name, tenants } = await installationOf(from)
    if (tenants.length === 0) throw new Error('the database to move from holds no tenant.')
    const to = await openTarget(target, (db) => refuseOtherData(db, shapes, name))
    try {
      const mark = await readMark(to.db)
      if (mark?.endedMs !== undefined) return { kind: 'ended before', endedMs: mark.endedMs }
      if (mark === undefined) {
        await environment.beforeBegin()
        await beginMark(to.db, name, environment.nowMs())
      }
      for (const shape of shapes) await moveTable({ from, to }, shape, chunk, environment.onMoved)
      const checked = await check({ from, to, shapes, tenants }, environment)
      if (checked.kind === 'unsound') return checked
      await environment.beforeEnd()
      await endMark(to.db, environment.nowMs())
      return checked
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

interface Checking {
  readonly from: MoveEnd
  readonly to: MoveEnd
  readonly shapes: readonly TableShape[]
  readonly tenants: readonly TenantId[]
}

async function check(
  { shapes, tenants: ids, ...ends }: Checking,
  { crypto, onCompared, onVerified }: MoveEnvironment,
): Promise<Extract<Moved, { tables: unknown }>> {
  const tables: ComparedTable[] = []
  for (const shape of shapes) {
    const compared = await compareTable(ends, shape)
    onCompared(compared)
    tables.push(compared)
  }
  const tenants: CheckedTenant[] = []
  for (const id of ids) tenants.push(await checkTenant(ends, crypto, id, onVerified))
  const isSound = tables.every(({ isEqual }) => isEqual) && tenants.every(({ faults }) => faults.length === 0)
  return { kind: isSound ? 'moved' : 'unsound', tables, tenants }
}
