import { expect, test } from 'vitest'
import { readEmail } from './email.ts'
import { normalPassword, passwordFaults } from './password.ts'

const email = readEmail('ada.lovelace@octroi.example')
const codesOf = (password: string) => passwordFaults(password, { email }).map(({ code }) => code)

test.each([
  'correct horse battery',
  'brume-sur-le-pont',
  'пароль для моста',
  '一二三四五六七八九十百千',
  'tr0mbone tr0mbone kite',
  '        a b c d     ',
])('%j is taken', (password) => {
  expect(codesOf(password)).toEqual([])
})

test.each([
  ['', 'too_short'],
  ['elevenchars', 'too_short'],
  ['🙂🙂🙂🙂🙂🙂', 'too_short'],
  ['x'.repeat(257), 'too_long'],
  ['é'.repeat(129), 'too_long'],
  ['ada.lovelace@octroi.example', 'too_simple'],
  ['ADA.LOVELACE', 'too_simple'],
  ['ada.lovelace2026!', 'too_simple'],
  ['octroi-octroi-1', 'too_simple'],
  ['Password1234', 'too_simple'],
  ['motdepasse!!!', 'too_simple'],
  ['aaaaaaaaaaaa', 'too_simple'],
  ['abcabcabcabca', 'too_simple'],
  ['123456789012', 'too_simple'],
  ['210987654321', 'too_simple'],
  ['qwertyuiopas', 'too_simple'],
  ['azertyuiopqsd', 'too_simple'],
])('%j is not taken: %s', (password, code) => {
  expect(codesOf(password)).toContain(code)
})

test('a password is the same on every keyboard', () => {
  expect(normalPassword('cafe\u0301 au lait noir')).toBe(normalPassword('café au lait noir'))
  expect(normalPassword('ｂｒｕｍｅ')).toBe('brume')
})
