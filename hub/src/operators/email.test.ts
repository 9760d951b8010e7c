import { expect, test } from 'vitest'
import { readEmail } from './email.ts'

test.each([
  ['ada@octroi.example', 'ada@octroi.example'],
  ['  Ada.Lovelace+hub@Octroi.Example \n', 'ada.lovelace+hub@octroi.example'],
  ['ａｄａ@octroi.example', 'ada@octroi.example'],
  ['zoë@bücher.example', 'zoë@bücher.example'],
])('%j is kept as %s', (text, kept) => {
  expect(readEmail(text)).toBe(kept)
})

test.each([
  '',
  'ada',
  'ada@',
  '@octroi.example',
  'ada@octroi',
  'ada@@octroi.example',
  'ada lovelace@octroi.example',
  'ada@octroi.example, eve@octroi.example',
  'Ada <ada@octroi.example>',
  'ada@octroi..example',
  'a\u0000da@octroi.example',
  `${'a'.repeat(65)}@octroi.example`,
  `ada@${'a'.repeat(250)}.example`,
])('%j is no address', (text) => {
  expect(readEmail(text)).toBeUndefined()
})
