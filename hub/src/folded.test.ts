import { expect, test } from 'vitest'
import { afterAllBeginning, folded } from './folded.ts'

test.each([
  ['Élodie Martin', 'elodie martin'],
  [' SAMPLE Driver ', 'sample driver'],
  ['Łódź Straße', 'łodz straße'],
  ['ﬁne', 'fine'],
  ['', ''],
])('%j is looked up as %j', (name, text) => expect(folded(name)).toBe(text))

test('nothing that begins alike sorts above the end of a prefix', () => {
  expect(['elo', 'eloz', 'elo\u{10fffd}'].every((name) => name < afterAllBeginning('elo'))).toBe(true)
})
