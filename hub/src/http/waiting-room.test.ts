import { expect, test, vi } from 'vitest'
import { WaitingRoom } from './waiting-room.ts'

const never = (): Promise<boolean> => Promise.resolve(false)
const wait = (key: string) => ({ key, withinMs: 25_000, signal: new AbortController().signal })

test('one account takes no more than its part, and is put off where it asks for more', async () => {
  vi.useFakeTimers()
  try {
    const room = new WaitingRoom(new AbortController().signal)
    const done: string[] = []
    const enter = (key: string): void => void room.until(never, wait(key)).then(() => done.push(key))
    for (let count = 0; count < 21; count++) enter('greedy')
    enter('modest')
    await vi.advanceTimersByTimeAsync(1500)
    expect(done).toEqual(['greedy'])
    await vi.advanceTimersByTimeAsync(25_000)
    expect(done).toHaveLength(22)
    await room.until(() => Promise.resolve(true), wait('greedy'))
  } finally {
    vi.useRealTimers()
  }
})

test('everybody is answered when the hub ends', async () => {
  const stopping = new AbortController()
  const room = new WaitingRoom(stopping.signal)
  const waiting = room.until(never, wait('waiting'))
  stopping.abort()
  await waiting
  let looks = 0
  await room.until(() => Promise.resolve(++looks > 100), wait('late'))
  expect(looks).toBe(1)
})

test('whoever left is not waited for', async () => {
  const left = new AbortController()
  left.abort()
  let looks = 0
  const look = (): Promise<boolean> => Promise.resolve(++looks > 100)
  await new WaitingRoom(new AbortController().signal).until(look, { ...wait('gone'), signal: left.signal })
  expect(looks).toBe(1)
})
