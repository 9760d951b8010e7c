import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mutations } from '@octroi/simulators/world/mutations/all'
import { builtOf, mutate } from '@octroi/simulators/world/mutations/mutate'
import { brokenOnPurpose } from '@octroi/simulators/world/runs/find-each'
import { foundTable, readFound, withFound } from '@octroi/simulators/world/runs/found-table'
import { expect, test } from 'vitest'
import { root } from '../kit/source-files.ts'

const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const document = read('docs/reliability.md')
const { title } = brokenOnPurpose.mutations
const found = readFound(document, title)

test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  '%s changes one place of its file',
  (_name, mutation) => {
    for (const file of [mutation.file, builtOf(mutation.file)]) expect(mutate(read(file), mutation)).not.toBe(read(file))
  },
)

test.each(Object.entries(brokenOnPurpose))(
  'all %s stand in the document with their sentences and what finds them',
  (_kind, each) => {
    const told = [...readFound(document, each.title)].map(([name, { sentence }]) => [name, sentence])
    expect(told).toEqual(each.all.map(({ name, sentence }) => [name, sentence]))
  },
)

test('what is measured again takes the place of what the document says', () => {
  const table = foundTable(
    title,
    mutations.slice(0, 1),
    new Map([[mutations[0]?.name ?? '', { seed: '7', invariants: ['a', 'b'] }]]),
    9,
  )
  const changed = withFound(document, title, table)
  expect([...readFound(changed, title)].map(([name, { seed }]) => [name, seed])).toEqual([[mutations[0]?.name, '7']])
  expect(changed).toContain('| 7 | a, b |')
})

test('one is found by the command, by the seed that the document says', { timeout: 120_000 }, () => {
  const seed = found.get('earlier_batches_forgotten')?.seed ?? ''
  const asked = ['--mutation', 'earlier_batches_forgotten', '--seed', seed, '--minutes', '3', '--without', '0,1,2,3,4,5']
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'simulators/dist/world/main.js'), ...asked])
  expect(stdout.toString()).toContain('outcomes are told: ')
  expect(status).toBe(1)
})
