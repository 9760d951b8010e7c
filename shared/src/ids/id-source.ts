import { V7Generator } from 'uuidv7'
import { type Id, type IdKind, idFromBytes } from './id.ts'

/** Makes new ids. Clock and randomness come in, so that a simulation with a seed makes the same ids again. */
export interface IdSource {
  next<K extends IdKind>(kind: K): Id<K>
}

/** How far the clock may step back before ids stop being monotonic and start over from it (RFC 9562, 6.2). */
const rollbackAllowanceMs = 10_000

export function idSource(nowMs: () => number, randomBytes: (length: number) => Uint8Array): IdSource {
  const generator = new V7Generator({
    nextUint32: () => new DataView(randomBytes(4).slice().buffer).getUint32(0),
  })
  return {
    next: (kind) => idFromBytes(kind, generator.generateOrResetCore(nowMs(), rollbackAllowanceMs).bytes),
  }
}
