import type { Schedule } from './schedule.ts'

const secondsAtMost = 600

/** Lets time pass until something is done. Throws where it never is: something waits for what does not come. */
export async function inTime<T>(schedule: Schedule, work: Promise<T>): Promise<T> {
  let isDone = false
  const over = work.finally(() => {
    isDone = true
  })
  over.catch(() => undefined)
  for (let waited = 0; !isDone && waited < secondsAtMost; waited++) await schedule.runUntil(schedule.nowMs + 1000)
  if (!isDone) throw new Error('it is never done: something waits for what does not come')
  return over
}
