import { expect, test } from 'vitest'
import { Exchanges } from './exchanges.ts'

test('the end waits for what is being taken in, and for what that still tells', async () => {
  const [exchanges, done] = [new Exchanges(), [] as string[]]
  const taken = resolvable()
  const told = resolvable()
  void exchanges.receive(async () => {
    await taken.promise
    void exchanges.tell(told.promise.then(() => done.push('told')))
  })
  const ended = exchanges.end(10_000).then(() => done.push('ended'))
  taken.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  expect(done).toEqual([])
  told.resolve()
  await ended
  expect(done).toEqual(['told', 'ended'])
})

test('what comes after the end has begun is not begun', async () => {
  const exchanges = new Exchanges()
  await exchanges.end(10_000)
  let isBegun = false
  void exchanges.receive(async () => {
    isBegun = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isBegun).toBe(false)
})

test('what never ends is not waited for longer than is asked', async () => {
  const exchanges = new Exchanges()
  void exchanges.tell(new Promise(() => undefined))
  await expect(exchanges.end(10)).resolves.toBeUndefined()
})

function resolvable(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
