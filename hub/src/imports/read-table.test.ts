import { describe, expect, test } from 'vitest'
import { accountColumns, readAccountRow, withContacts } from './account-row.ts'
import { asFault, type Columns, readTable, rowsAtMost } from './read-table.ts'

const columns: Columns = {
  required: ['externalId', 'name'],
  isKnown: (column) => ['externalId', 'name', 'zone'].includes(column),
}

describe('a table', () => {
  test('gives each row by its columns, in whatever order, without empty cells, and with its line', () => {
    const { rows, faults } = readTable('\u{feff}name,externalId,zone\r\n"A, B",1,\n\n"C\nD",2 ,UTC\n', columns)
    expect(faults).toEqual([])
    expect(rows).toEqual([
      { line: 2, cells: { name: 'A, B', externalId: '1' } },
      { line: 5, cells: { name: 'C\nD', externalId: '2', zone: 'UTC' } },
    ])
  })

  test.each([
    ['', ['1 externalId required', '1 name required']],
    ['externalId,name,nom', ['1 nom unknown_field']],
    ['externalId,name,name\n1,2,3', ['1 name named_twice']],
    ['externalId,name\n1\n1,2,3\n1,2', ['2  csv', '3  csv']],
    [`externalId,name\n${'1,2\n'.repeat(rowsAtMost + 1)}`, ['1  too_many_rows']],
  ])('%j has faults at their places', (text, expected) => {
    const found = readTable(text, columns).faults
    expect(found.map(({ line, column, code }) => `${line} ${column} ${code}`)).toEqual(expected)
  })

  test('names the place of a fault as the field of a request', () => {
    const found = { line: 3, column: 'tax.vatNumber', code: 'invalid', detail: 'x' }
    expect([asFault(found).path, asFault({ ...found, column: '' }).path]).toEqual(['lines[3].tax.vatNumber', 'lines[3]'])
  })
})

describe('a row of an account', () => {
  const read = (cells: Readonly<Record<string, string>>) => readAccountRow({ line: 2, cells })

  test('says what the columns of the API say', () => {
    const said = read({
      ...{ externalId: 'C-1', name: 'A', zone: 'UTC', parent: 'C-0', language: 'fr', 'attributes.plan': 'student' },
      ...{ 'address.line1': '1', 'address.line2': '2', 'address.country': 'FR', 'tax.kind': 'consumer', 'tax.country': 'FR' },
      ...{ 'contact.billing.name': 'Zoé', 'contact.technical.name': 'Max', 'contact.technical.email': 'max@example.com' },
    })
    expect(said).toEqual({
      ok: true,
      value: {
        ...{ externalId: 'C-1', name: 'A', zone: 'UTC', parent: 'C-0', language: 'fr', attributes: { plan: 'student' } },
        ...{ address: { lines: ['1', '2'], country: 'FR' }, tax: { kind: 'consumer', country: 'FR' } },
        contacts: [
          { role: 'billing', name: 'Zoé' },
          { role: 'technical', name: 'Max', email: 'max@example.com' },
        ],
      },
    })
  })

  test('has its faults in its columns', () => {
    const said = read({
      ...{ name: ' ', zone: 'Mars', 'address.country': 'FR', 'tax.vatNumber': '1', 'attributes.plan': 'x'.repeat(201) },
      ...{ 'contact.technical.email': 'max', 'contact.billing.phone': '1' },
    })
    const columnsOf = said.ok ? [] : said.error.map(({ path }) => path)
    expect(new Set(columnsOf)).toEqual(
      new Set([
        ...['externalId', 'name', 'zone', 'address.line1', 'tax.kind', 'tax.country', 'attributes.plan'],
        ...['contact.technical.email', 'contact.technical.name', 'contact.billing.phone', 'contact.billing.name'],
      ]),
    )
  })

  test('has columns that are known, and no others', () => {
    const known = ['contact.legal.phone', 'attributes.home.size', 'address.line4', 'tax.vatNumber', 'legalName']
    expect(known.filter(accountColumns.isKnown)).toEqual(known)
    expect(
      ['contact.friend.name', 'attributes.', 'attributes.A', 'address.line5', 'version'].filter(accountColumns.isKnown),
    ).toEqual([])
  })

  test('puts its contacts in the place of those with the same roles', () => {
    const [billing, other] = [{ role: 'billing', name: 'Zoé' } as const, { role: 'other', name: 'Max' } as const]
    expect(withContacts([billing, other], [{ ...billing, name: 'Eva' }])).toEqual([other, { ...billing, name: 'Eva' }])
    expect(withContacts([billing, other], [billing])).toEqual([billing, other])
    expect(withContacts([billing], undefined)).toEqual([billing])
  })
})
