import { expect, test } from 'vitest'
import { preferred } from './language.ts'

test.each([
  ['fr', 'fr'],
  ['fr-CH, fr;q=0.9, en;q=0.8', 'fr'],
  ['en;q=0.4, fr;q=0.6', 'fr'],
  ['de, fr;q=0.2', 'fr'],
  ['fr;q=0, en', 'en'],
  ['de-DE, it', 'en'],
  ['*', 'en'],
  ['', 'en'],
  ['fr;q=nonsense', 'en'],
  ['FR', 'fr'],
])('a browser that asks for %j reads %s', (header, language) => expect(preferred(header)).toBe(language))
