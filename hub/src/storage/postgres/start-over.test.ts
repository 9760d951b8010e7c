import { expect, test } from 'vitest'
import { startOver } from './start-over.ts'

class Clash extends Error {}

const isClash = (error: unknown): boolean => error instanceof Clash
const patience = { triesAtMost: 5, longestWaitMs: 1 }

/** Work that fails with these, one after another, and then succeeds; how often it ran. */
function failing(...errors: readonly Error[]): { readonly work: () => Promise<string>; readonly runs: () => number } {
  let runs = 0
  const work = (): Promise<string> => {
    const error = errors[runs++]
    return error === undefined ? Promise.resolve('done') : Promise.reject(error)
  }
  return { work, runs: () => runs }
}

test('work that met another runs again until it is done', async () => {
  const { work, runs } = failing(new Clash(), new Clash())
  expect(await startOver(work, isClash, patience)).toBe('done')
  expect(runs()).toBe(3)
})

test('work that always meets another fails after its last try', async () => {
  const { work, runs } = failing(...Array.from({ length: 9 }, () => new Clash()))
  await expect(startOver(work, isClash, patience)).rejects.toBeInstanceOf(Clash)
  expect(runs()).toBe(5)
})

test('what failed for any other reason is not tried again', async () => {
  const { work, runs } = failing(new Error('a defect'))
  await expect(startOver(work, isClash, patience)).rejects.toThrow('a defect')
  expect(runs()).toBe(1)
})
