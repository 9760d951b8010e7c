import { expect, test } from 'vitest'
import { InTurn } from './in-turn.ts'

function held() {
  let release = (): void => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  return { until, release }
}

test('what has one name waits for what came before it, and what has another does not', async () => {
  const inTurn = new InTurn()
  const told: string[] = []
  const gate = held()
  const first = inTurn.run('a', async () => {
    await gate.until
    told.push('a1')
  })
  const second = inTurn.run('a', async () => void told.push('a2'))
  await inTurn.run('b', async () => void told.push('b1'))
  expect(told).toEqual(['b1'])
  gate.release()
  await Promise.all([first, second])
  expect(told).toEqual(['b1', 'a1', 'a2'])
})

test('what is urgent goes before what is not, and after what has begun', async () => {
  const inTurn = new InTurn()
  const told: string[] = []
  const gate = held()
  const tell = (what: string) => async (): Promise<void> => void told.push(what)
  const all = [
    inTurn.run('a', () => gate.until),
    inTurn.run('a', tell('long ago')),
    inTurn.run('a', tell('not long ago')),
    inTurn.run('a', tell('just now'), true),
    inTurn.run('a', tell('right now'), true),
  ]
  gate.release()
  await Promise.all(all)
  expect(told).toEqual(['just now', 'right now', 'long ago', 'not long ago'])
})

test('what fails tells its caller and holds up nobody, and nothing is remembered of what is done', async () => {
  const inTurn = new InTurn()
  const failing = inTurn.run('a', () => Promise.reject(new Error('no')))
  const next = inTurn.run('a', () => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
  await Promise.resolve()
  expect(inTurn.size).toBe(0)
})
