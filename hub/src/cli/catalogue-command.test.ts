import { expect, test } from 'vitest'
import { readCatalogueCommand } from './catalogue-command.ts'
import { hubAccess } from './hub-access.ts'

const read = (line: string) => readCatalogueCommand(line.split(' '), (path) => `/here/${path}`)

test.each([
  ['validate a.yaml', { kind: 'validate', file: '/here/a.yaml' }],
  ['diff a.yaml b.yaml', { kind: 'diff', files: ['/here/a.yaml', '/here/b.yaml'] }],
  ['versions --hub https://hub.example', { kind: 'versions', hub: 'https://hub.example' }],
  [
    'publish a.yaml --effective-from 2026-12-01T00:00:00Z',
    { kind: 'publish', file: '/here/a.yaml', effectiveFrom: '2026-12-01T00:00:00Z' },
  ],
  [
    'backtest --draft a.yaml --from 2026-01 --to 2026-02',
    { kind: 'backtest', draft: '/here/a.yaml', from: '2026-01', to: '2026-02', as: 'words' },
  ],
  ['publish a.yaml --touches renewal', { kind: 'publish', file: '/here/a.yaml', touches: 'renewal' }],
  ['backtest --draft a.yaml --from 2026-01 --to 2026-02 --offer home --csv', { offer: 'home', as: 'csv' }],
])('%s', (line, expected) => {
  expect(read(line)).toMatchObject(expected)
})

test.each([
  ['', 'Say `validate`'],
  ['publish', 'Say `validate`'],
  ['publish a.yaml b.yaml', 'Say `validate`'],
  ['publish a.yaml --touches all', '--touches is one of new, renewal, date.'],
  ['validate a.yaml --hub https://hub.example', '`validate` takes no --hub.'],
  ['versions --from 2026-01 --csv', '`versions` takes no --from, --csv.'],
  ['backtest --draft a.yaml --from 2026-01', 'Give --draft, --from and --to.'],
  ['backtest --draft a.yaml --from 2026-01 --to 2026-02 --csv --json', 'Give --json or --csv, not both.'],
])('%j is not understood', (line, expected) => {
  expect(read(line)).toEqual(expect.stringContaining(expected))
})

test.each([
  [{}, undefined, 'OCTROI_API_KEY'],
  [{ OCTROI_API_KEY: 'sample' }, 'http://hub.example', 'must speak HTTPS'],
  [{ OCTROI_API_KEY: 'sample', OCTROI_HUB: 'http://10.0.0.1:8080' }, undefined, 'must speak HTTPS'],
  [{ OCTROI_API_KEY: 'sample' }, 'hub', 'OCTROI_HUB'],
])('a key is needed, and kept off the network: %j to %s', (environment, hub, expected) => {
  expect(() => hubAccess(environment, hub)).toThrow(expected)
})

test.each(['http://127.0.0.1:8080', 'http://[::1]:8080', 'https://hub.example'])('a key may be sent to %s', (hub) => {
  expect(() => hubAccess({ OCTROI_API_KEY: 'sample' }, hub)).not.toThrow()
})
