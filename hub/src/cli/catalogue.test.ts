import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareCatalogues } from './catalogue.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octroi-catalogues-'))
})
afterAll(() => rm(folder, { recursive: true }))

const named = (name: string): string => `services: {}\noffers: { watch: { name: ${name}, currency: EUR } }\n`

test.each([
  ['the same', named('Watch'), named('Watch'), 0, [], []],
  ['another name', named('Watch'), named('Guard'), 1, ['offers.watch.name: "Watch" -> "Guard"'], []],
  ['a file with a fault', named('Watch'), 'services: {}\n', 2, [], [expect.stringContaining('after.yaml:1: offers')]],
])('%s ends as `diff` does', async (_what, before, after, code, said, complained) => {
  const files = [join(folder, 'before.yaml'), join(folder, 'after.yaml')] as const
  await writeFile(files[0], before)
  await writeFile(files[1], after)
  const [told, complaints]: [string[], string[]] = [[], []]
  expect(
    await compareCatalogues(
      files,
      (line) => told.push(line),
      (line) => complaints.push(line),
    ),
  ).toBe(code)
  expect(told).toEqual(said)
  expect(complaints).toEqual(complained)
})
