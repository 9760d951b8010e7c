import { expect, test } from 'vitest'
import { isTest, projectFiles } from '../kit/source-files.ts'

/** All that one tenant's transaction may do in another's rows: each goes by a resale, or by a code that the other gave. */
const mayGoAcross = [
  'hub/src/resales/accept-resale.use-case.ts',
  'hub/src/resales/count-wholesale.use-case.ts',
  'hub/src/resales/end-resale.use-case.ts',
  'hub/src/resales/resale-levels.use-case.ts',
]

test('nobody else goes from one tenant to another', () => {
  const goes = projectFiles('.ts', '.tsx').filter((file) => file.path.startsWith('hub/src/') && !isTest(file))
  const across = goes.filter(
    ({ text }) => /\bacross\b[^\n]*\bof\(/.test(text) && !text.includes('across: () => ({ own: scope.tenant'),
  )
  expect(across.map(({ path }) => path).toSorted()).toEqual(mayGoAcross)
})
