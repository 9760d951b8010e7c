import { expect, test } from 'vitest'
import { Random } from '../random.ts'
import { Disk } from './disk.ts'

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)

function written(): Disk {
  const disk = new Disk()
  const file = disk.made('journal')
  file.change({ at: 0, bytes: bytes(1024, 1) })
  file.sync()
  file.change({ at: 512, bytes: bytes(2048, 2) })
  return disk
}

test('what was synced survives a power cut; the rest comes whole, torn between sectors, or not at all', () => {
  const lengths = new Set<number>()
  for (let seed = 0; seed < 40; seed++) {
    const disk = written()
    disk.powerCut(new Random(`cut ${seed}`))
    const left = disk.file('journal')?.asSeen() ?? bytes(0, 0)
    expect(left.subarray(0, 512).every((value) => value === 1)).toBe(true)
    const torn = left.findIndex((value, at) => at >= 512 && value === 1)
    const kept = torn < 0 ? left.length - 512 : torn - 512
    expect(kept % 512).toBe(0)
    lengths.add(kept)
  }
  expect(lengths.has(2048)).toBe(true)
  expect(lengths.has(0)).toBe(true)
  expect(lengths.size).toBeGreaterThan(3)
})

test('a killed program leaves what it wrote, and writes no more', () => {
  const disk = written()
  const before = disk.file('journal')
  disk.detach()
  expect(before?.isDead).toBe(true)
  expect(disk.file('journal')?.size).toBe(2560)
})
