import { expect, test } from 'vitest'
import { PacketMeter } from './packet-meter.ts'

const packet = (length: number): Uint8Array => Uint8Array.of(0x30, ...varint(length), ...new Uint8Array(length))

function varint(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) | 0x80, ...varint(Math.floor(length / 128))]
}

test.each([0, 1, 127, 128, 999, 1000])('lets a packet of %i bytes through, whole or in single bytes', (length) => {
  const stream = Uint8Array.of(...packet(length), ...packet(3))
  expect(new PacketMeter(1000).accept(stream)).toBe(true)
  const meter = new PacketMeter(1000)
  expect([...stream].every((byte) => meter.accept(Uint8Array.of(byte)))).toBe(true)
})

test.each([1001, 16_384, 2_097_152, 268_435_455])('stops a packet of %i bytes at its header', (length) => {
  const meter = new PacketMeter(1000)
  expect(meter.accept(packet(10))).toBe(true)
  expect(meter.accept(Uint8Array.of(0x30, ...varint(length)))).toBe(false)
})

test('stops a length of more than four bytes', () => {
  expect(new PacketMeter(2 ** 31).accept(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80))).toBe(false)
})
