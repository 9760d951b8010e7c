import { expect, test } from 'vitest'
import { BacklogRoom } from './backlog-room.ts'

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** Whether the device may go on before any of its batches was taken in. */
async function mayGoOn(entered: Promise<void>): Promise<boolean> {
  let isThrough = false
  void entered.then(() => {
    isThrough = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  return isThrough
}

const mebibyte = 1024 * 1024

test('a device is read on while few of its batches wait, and then as they are taken in; others are not in its way', async () => {
  const [room, first] = [new BacklogRoom(), resolvable()]
  const never = new Promise<void>(() => undefined)
  expect(await mayGoOn(room.enter('a', 1000, first.promise))).toBe(true)
  for (let count = 1; count < 8; count++) expect(await mayGoOn(room.enter('a', 1000, never))).toBe(true)
  const ninth = resolvable()
  const entered = room.enter('a', 1000, ninth.promise)
  expect(await mayGoOn(entered)).toBe(false)
  expect(await mayGoOn(room.enter('b', 1000, never))).toBe(true)
  ninth.resolve()
  expect(await mayGoOn(entered)).toBe(true)
  first.resolve()
  await first.promise
  expect(await mayGoOn(room.enter('a', 1000, never))).toBe(true)
})

test('all together hold no more than there is room for, and a batch that fails makes room too', async () => {
  const room = new BacklogRoom()
  let fail = (_error: Error): void => undefined
  const failing = new Promise<void>((_resolve, reject) => {
    fail = reject
  })
  const never = new Promise<void>(() => undefined)
  expect(await mayGoOn(room.enter('device 0', mebibyte, failing))).toBe(true)
  for (let device = 1; device < 64; device++) expect(await mayGoOn(room.enter(`device ${device}`, mebibyte, never))).toBe(true)
  expect(await mayGoOn(room.enter('another', mebibyte, never))).toBe(false)
  fail(new Error('no'))
  await failing.catch(() => undefined)
  expect(await mayGoOn(room.enter('another', mebibyte, never))).toBe(true)
})
