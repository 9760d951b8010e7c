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
