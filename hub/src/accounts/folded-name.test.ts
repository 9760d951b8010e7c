import { expect, test } from 'vitest'
import { foldedName } from './folded-name.ts'

test.each([
  ['Élodie  Martin', 'elodie martin'],
  [' SAMPLE Driver ', 'sample driver'],
  ['Łódź Straße', 'łodz straße'],
  ['ﬁne', 'fine'],
  ['', ''],
])('%j is looked up as %j', (name, folded) => expect(foldedName(name)).toBe(folded))
