import { expect, test } from 'vitest'
import { WorkLoop } from './work-loop.ts'

const noError = (error: unknown): void => {
  throw error
}

test('runs once for any number of calls before it begins, and once more for those while it runs', async () => {
  let runs = 0
  let isRunning = false
  const loop = new WorkLoop(async () => {
    expect(isRunning).toBe(false)
    isRunning = true
    runs++
    await new Promise((resolve) => setTimeout(resolve, 5))
    isRunning = false
  }, noError)
  loop.wake()
  loop.wake()
  await new Promise((resolve) => setTimeout(resolve, 1))
  loop.wake()
  loop.wake()
  await loop.settled()
  expect(runs).toBe(2)
})

test('loses no call, however closely it follows', async () => {
  let wanted = 0
  let done = 0
  const loop = new WorkLoop(() => {
    done = wanted
    return Promise.resolve()
  }, noError)
  for (let round = 0; round < 200; round++) {
    wanted++
    loop.wake()
    for (let pauses = 0; pauses < round % 7; pauses++) await Promise.resolve()
  }
  await loop.settled()
  expect(done).toBe(200)
})

test('after an error it rests, and goes on when woken', async () => {
  const errors: unknown[] = []
  let runs = 0
  const loop = new WorkLoop(
    () => {
      runs++
      return runs === 1 ? Promise.reject(new Error('once')) : Promise.resolve()
    },
    (error) => errors.push(error),
  )
  loop.wake()
  await loop.settled()
  loop.wake()
  await loop.settled()
  expect([runs, errors.length]).toEqual([2, 1])
})
