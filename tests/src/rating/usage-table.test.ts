import { describe, expect, test } from 'vitest'
import { rateCatalogue as catalogue, keepFilesInAFolder, rated } from '../kit/rated-usage.ts'

keepFilesInAFolder()

describe('a table in CSV', () => {
  const table = [
    'subscription,meter,start,end,quantity',
    'flat 1,import,2026-01-10T00:00:00Z,2026-01-11T00:00:00Z,12345',
    '"flat 2, left",import,2026-01-10T00:00:00Z,2026-01-11T00:00:00Z,1000',
    'flat 1,import,2026-01-12T00:00:00Z,2026-01-13T00:00:00Z,655',
  ]

  test('is rated as the same lines in JSON, each subscription by itself', async () => {
    const used = (subscription: string, day: string, quantity: string): object => {
      const span = { start: `2026-01-${day}T00:00:00Z`, end: `2026-01-${Number(day) + 1}T00:00:00Z` }
      return { subscription, meter: 'import', ...span, quantity }
    }
    const lines = [used('flat 1', '10', '12345'), used('flat 2, left', '10', '1000'), used('flat 1', '12', '655')]
    const [ofTable, ofLines] = [
      await rated(table, { offer: 'supply', json: true }),
      await rated(lines, { offer: 'supply', json: true }),
    ]
    expect(ofTable).toEqual(ofLines)
    const { drafts } = JSON.parse(ofTable.said)
    // 10 × 0.3 + 2 + 3 × 0.205, and 1 × 0.3 + 2; each with its own fee and its own tiers.
    expect(drafts.map(({ subscription, total }: { subscription: string; total: string }) => [subscription, total])).toEqual([
      ['flat 1', '7.12'],
      ['flat 2, left', '3.80'],
    ])
  })

  test('tells attributes by columns of their own, and nothing where a cell is empty', async () => {
    const counted = [
      'meter,start,end,quantity,attributes.region',
      'scenes,2026-01-10T00:00:00Z,,,',
      'scenes,2026-01-11T00:00:00Z,,2,north',
    ]
    const north = catalogue.replace(
      'unitPrice: "1" }',
      'bands: [{ name: north, unitPrice: "3", where: { region: [north] } }, { name: rest, unitPrice: "1" }] }',
    )
    const { said } = await rated(counted, { offer: 'scenes', json: true }, north)
    expect(JSON.parse(said).drafts[0].total).toBe('7.00')
  })

  test('tells every fault with its line', async () => {
    const { code, complaints } = await rated([
      ...table,
      'flat 1,import,2026-01-14T00:00:00Z',
      'flat 1,gas,2026-01-14T00:00:00Z,2026-01-15T00:00:00Z,1',
      'flat 1,import,yesterday,2026-01-15T00:00:00Z,many',
    ])
    expect(code).toBe(1)
    expect(complaints.map((complaint) => complaint.split(':').slice(0, 3).join(':')).toSorted()).toEqual([
      'usage.ndjson:5: is no row of the table that the first line begins',
      'usage.ndjson:6: meter',
      'usage.ndjson:7: quantity',
      'usage.ndjson:7: start',
    ])
  })
})
