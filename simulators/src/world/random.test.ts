import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('a seed decides the numbers, and another one others', () => {
  const numbers = (seed: string): readonly number[] => {
    const random = new Random(seed)
    return Array.from({ length: 100 }, () => random.next())
  }
  expect(numbers('a')).toEqual(numbers('a'))
  expect(numbers('a')).not.toEqual(numbers('b'))
  expect(new Set(numbers('a')).size).toBe(100)
})

test('numbers stay within what was asked for', () => {
  const random = new Random('bounds')
  for (let count = 0; count < 1000; count++) {
    expect(random.between(3, 5)).toBeGreaterThanOrEqual(3)
    expect(random.between(3, 5)).toBeLessThanOrEqual(5)
    expect(random.below(7)).toBeLessThan(7)
  }
  expect(random.chance(0)).toBe(false)
})
