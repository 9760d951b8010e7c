import { expect, test } from 'vitest'
import { Life } from './life.ts'
import { Random } from './random.ts'
import { Schedule } from './schedule.ts'

test('events happen in the order of their time, and promises settle in between', async () => {
  const schedule = new Schedule(new Random('order'))
  const seen: string[] = []
  const note = async (what: string): Promise<void> => {
    await Promise.resolve()
    seen.push(`${what} at ${schedule.nowMs}`)
  }
  for (const ms of [30, 10, 20]) schedule.after(ms, () => void note(String(ms)))
  await schedule.runUntil(25)
  expect(seen).toEqual(['10 at 10', '20 at 20'])
  expect(schedule.nowMs).toBe(25)
})

test('a life that ends stops between two awaits, and its timers with it', async () => {
  const schedule = new Schedule(new Random('life'))
  const life = new Life(schedule)
  const steps: number[] = []
  const work = async (): Promise<void> => {
    for (let step = 0; step < 5; step++) {
      await life.step()
      steps.push(step)
    }
  }
  life.timers.every(10, () => steps.push(100))
  life.killAfter(2, () => life.end())
  void work()
  await schedule.runUntil(1000)
  expect(steps).toEqual([0, 1])
})
