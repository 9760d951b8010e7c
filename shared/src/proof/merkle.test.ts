import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { expect, test } from 'vitest'
import { portableCrypto } from '../crypto/portable-crypto.ts'
import { type Inclusion, inclusionPath, leafHash, merkleLevels, merkleRoot, rootOfPath } from './merkle.ts'

const { sha256 } = portableCrypto

/** The eight leaves and roots that the Certificate Transparency reference implementation tests its trees with. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test.each(roots.map((root, index) => [index + 1, root] as const))('the root over %i leaves', (count, root) => {
  const hashes = leaves.slice(0, count).map((leaf) => leafHash(sha256, hexToBytes(leaf)))
  expect(bytesToHex(merkleRoot(sha256, hashes))).toBe(root)
})

test('equals the recursive definition of RFC 9162 for every size up to 70', () => {
  const hashes = Array.from({ length: 70 }, (_, index) => leafHash(sha256, Uint8Array.of(index)))
  for (let size = 1; size <= hashes.length; size++) {
    expect(merkleRoot(sha256, hashes.slice(0, size))).toEqual(byDefinition(hashes.slice(0, size)))
  }
})

test('every leaf of every tree up to 70 has a path to its root, and no other place', () => {
  const hashes = Array.from({ length: 70 }, (_, index) => leafHash(sha256, Uint8Array.of(index)))
  for (let size = 1; size <= hashes.length; size++) {
    const tree = hashes.slice(0, size)
    const root = bytesToHex(merkleRoot(sha256, tree))
    for (const [index, leaf] of tree.entries()) {
      const path = inclusionPath(merkleLevels(sha256, tree), index)
      const rootFrom = (change: Partial<Inclusion>): string | undefined => {
        const found = rootOfPath(sha256, { leaf, index, size, path, ...change })
        return found && bytesToHex(found)
      }
      expect(rootFrom({})).toBe(root)
      const wrong = [
        { index: index + 1 },
        { index: index - 1 },
        { path: [...path, leaf] },
        { path: path.slice(1) },
        { leaf: tree[index - 1] ?? root32 },
      ]
      const reached = wrong.filter((change) => path.length > 0 && rootFrom(change) === root)
      expect(reached).toEqual([])
    }
  }
})

/** The paths of RFC 6962, 2.1.3 (the example of seven leaves d0 to d6), as hashes of their parts. */
test('paths are those of the published example', () => {
  const seven = Array.from({ length: 7 }, (_, index) => leafHash(sha256, Uint8Array.of(index)))
  const node = (from: number, until: number): Uint8Array => byDefinition(seven.slice(from, until))
  const levels = merkleLevels(sha256, seven)
  expect(inclusionPath(levels, 0)).toEqual([node(1, 2), node(2, 4), node(4, 7)])
  expect(inclusionPath(levels, 3)).toEqual([node(2, 3), node(0, 2), node(4, 7)])
  expect(inclusionPath(levels, 4)).toEqual([node(5, 6), node(6, 7), node(0, 4)])
  expect(inclusionPath(levels, 6)).toEqual([node(4, 6), node(0, 4)])
})

const root32 = new Uint8Array(32)

function byDefinition(hashes: Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0] as Uint8Array
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return sha256(Uint8Array.of(1), byDefinition(hashes.slice(0, split)), byDefinition(hashes.slice(split)))
}
