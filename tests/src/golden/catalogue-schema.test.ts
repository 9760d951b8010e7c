import { readFileSync } from 'node:fs'
import { catalogueJsonSchema } from '@octroi/hub/catalogue/catalogue-json-schema'
import { expect, test } from 'vitest'

test('the JSON Schema of the catalogue is generated from the code', async () => {
  await expect(`${JSON.stringify(catalogueJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
    '../../../docs/reference/catalogue.schema.json',
  )
})

test('the schema knows every model and modifier, and refuses what is misspelt', () => {
  const text = readFileSync(new URL('../../../docs/reference/catalogue.schema.json', import.meta.url), 'utf8')
  const words = [
    'per_unit',
    'graduated',
    'volume',
    'stairstep',
    'package',
    'percentage',
    'flat',
    'season',
    'holidays',
    'discounts',
  ]
  for (const word of words) expect(text).toContain(`"${word}"`)
  expect(text).toContain('"additionalProperties": false')
})
