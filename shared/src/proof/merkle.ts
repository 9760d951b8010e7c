import type { Crypto } from '../crypto/crypto.ts'
import { invariant } from '../errors/invariant.ts'

/** Merkle trees of RFC 9162, 2.1: leaves and nodes are hashed with different prefixes, so neither passes for the other. */
const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

type Sha256 = Crypto['sha256']

export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  return sha256(leafPrefix, leaf)
}

/** The tree hash over one or more leaf hashes (RFC 9162, 2.1.1). */
export function merkleRoot(sha256: Sha256, leafHashes: readonly Uint8Array[]): Uint8Array {
  invariant(leafHashes.length > 0, 'a tree has at least one leaf')
  let level = leafHashes
  while (level.length > 1) level = parents(sha256, level)
  return level[0] as Uint8Array
}

/** Pairing neighbours and carrying an odd last one up gives the same tree as the recursive definition. */
function parents(sha256: Sha256, level: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = []
  for (let index = 0; index < level.length; index += 2) {
    const left = level[index] as Uint8Array
    const right = level[index + 1]
    above.push(right === undefined ? left : sha256(nodePrefix, left, right))
  }
  return above
}

/** The hashes beside the way from a leaf to the root, from the leaf upwards (RFC 9162, 2.1.3.1). */
export function inclusionPath(levels: MerkleLevels, index: number): readonly Uint8Array[] {
  return levels.flatMap((level, height) => {
    const at = Math.floor(index / 2 ** height)
    return level[at % 2 === 0 ? at + 1 : at - 1] ?? []
  })
}

/** Every level of a tree, from the leaves up to below the root: made once, it gives the path of every leaf. */
export type MerkleLevels = readonly (readonly Uint8Array[])[]

export function merkleLevels(sha256: Sha256, leafHashes: readonly Uint8Array[]): MerkleLevels {
  const levels: (readonly Uint8Array[])[] = []
  for (let level = leafHashes; level.length > 1; level = parents(sha256, level)) levels.push(level)
  return levels
}

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  /** Leaves of the tree. */
  readonly size: number
  readonly path: readonly Uint8Array[]
}

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2), or undefined where the path does not fit the tree. */
export function rootOfPath(sha256: Sha256, { leaf, index, size, path }: Inclusion): Uint8Array | undefined {
  if (index < 0 || index >= size) return undefined
  let [hash, at, last] = [leaf, index, size - 1]
  for (const sibling of path) {
    if (last === 0) return undefined
    if (at % 2 === 1 || at === last) {
      hash = sha256(nodePrefix, sibling, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else {
      hash = sha256(nodePrefix, hash, sibling)
    }
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 ? hash : undefined
}
