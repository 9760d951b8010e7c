import { expect, test } from 'vitest'
import { alterations } from './altered-bytes.ts'
import { forgeries } from './forgeries.ts'
import { kinds } from './sound-messages.ts'
import { tamper } from './tampering.ts'

test('no permit, link, batch or receipt that was tampered with is accepted, and none makes its reader throw', () => {
  const { tried, byTampering, findings } = tamper('a seed', 10_000)
  expect(findings).toEqual([])
  expect(tried).toBe(10_000)
  expect(byTampering.size).toBe(kinds.length * (Object.keys(alterations).length + Object.keys(forgeries).length))
})

test('the same seed tampers alike', () => {
  expect(tamper('another', 500)).toEqual(tamper('another', 500))
  expect(tamper('another', 500)).not.toEqual(tamper('a third', 500))
})
