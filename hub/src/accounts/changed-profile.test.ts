import { describe, expect, test } from 'vitest'
import { type AccountChange, changedProfile, tooManyFaults } from './changed-profile.ts'
import { noProfile, type Profile } from './profile.ts'

const before: Profile = {
  version: 4,
  parent: 'acct_1',
  language: 'fr',
  contacts: [{ role: 'billing', name: 'Sample' }],
  externalIds: { crm: '1', shop: '2' },
  attributes: { plan: 'student' },
}

describe('a change of a profile', () => {
  test.each<[string, AccountChange, Partial<Profile>]>([
    ['of nothing leaves all', {}, {}],
    ['puts one thing in the place of another', { language: 'de' }, { language: 'de' }],
    ['adds and takes away by name', { externalIds: { crm: null, erp: '3' } }, { externalIds: { shop: '2', erp: '3' } }],
    ['leaves other names', { attributes: { size: 'l' } }, { attributes: { plan: 'student', size: 'l' } }],
    ['empties a list', { contacts: [] }, { contacts: [] }],
  ])('%s', (_name, change, differing) => {
    expect(changedProfile(before, change)).toStrictEqual({ ...before, version: 5, ...differing })
  })

  test('takes away what is null', () => {
    const { parent: _, language: __, ...rest } = before
    expect(changedProfile(before, { parent: null, language: null })).toStrictEqual({ ...rest, version: 5 })
  })

  test('cannot bring more names than there may be', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`s${at}`, 'x']))
    expect(tooManyFaults({ ...noProfile, externalIds: many }).map(({ path }) => path)).toEqual(['externalIds'])
    expect(tooManyFaults(before)).toEqual([])
  })
})
