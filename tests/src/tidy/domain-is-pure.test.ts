import { describe, expect, test } from 'vitest'
import { isTest, projectFiles } from '../kit/source-files.ts'

/** Folders that hold decisions and nothing else; `*.use-case.ts` and `*.store.ts` (ports) may speak of promises. */
const domainFolders = [
  ...['crypto', 'decisions', 'errors', 'ids', 'money', 'proof', 'time', 'wire', 'api'].map((name) => `shared/src/${name}/`),
  ...['tenants', 'accounts', 'catalogue', 'orders', 'subscriptions', 'entitlements', 'authorizations'].map(
    (name) => `hub/src/${name}/`,
  ),
  ...[
    'devices',
    'usage',
    'rating',
    'invoicing',
    'confirmations',
    'proof',
    'outbox',
    'ledger',
    'settlement',
    'receivables',
    'audit',
    'idempotency',
    'operators',
    'persons',
    'retention',
  ].map((name) => `hub/src/${name}/`),
]
/** The agent's decisions lie beside the shells that run them. */
const domainFiles = [
  ...['actuation', 'machine', 'nonces', 'observe', 'present-permit', 'obey-command', 'refuse', 'grant-facts', 'state'].map(
    (name) => `agent/src/acting/${name}.ts`,
  ),
  ...['enter-passcode', 'grant-action', 'keypad', 'wrong-passcodes', 'act-under-lease', 'lease', 'telling', 'found'].map(
    (name) => `agent/src/acting/${name}.ts`,
  ),
  'agent/src/clock/device-time.ts',
  'agent/src/journal/open-action.ts',
  'agent/src/journal/next-batch.ts',
  'agent/src/uplink/sync.ts',
]

const domain = projectFiles('.ts', '.tsx').filter(
  (file) => !isTest(file) && (domainFiles.includes(file.path) || domainFolders.some((folder) => file.path.startsWith(folder))),
)

const banned: readonly (readonly [string, RegExp])[] = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/],
  ['randomness', /\bMath\.random\b|\bcrypto\.getRandomValues\b|\brandomUUID\b/],
  ['the process', /\bprocess\.\w/],
  ['a timer', /\bset(?:Timeout|Interval|Immediate)\(/],
  ['the console', /\bconsole\.\w/],
  ['the network', /\bfetch\(/],
]

test('the walk sees the domain, every named folder and file of it', () => {
  expect(domain.length).toBeGreaterThan(80)
  for (const place of [...domainFolders, ...domainFiles]) {
    expect(
      domain.some(({ path }) => path.startsWith(place)),
      place,
    ).toBe(true)
  }
})

describe('domain code', () => {
  test.each(banned)('never asks for %s', (_what, pattern) => {
    expect(domain.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([])
  })

  test('awaits nothing, except in use cases', () => {
    const waiting = domain.filter(({ path, text }) => !path.endsWith('.use-case.ts') && /\basync\b|\bawait\b/.test(text))
    expect(waiting.map(({ path }) => path)).toEqual([])
  })

  test('computes no money in floating point', () => {
    const floating = domain.filter(
      ({ path, text }) => /\/(?:money|rating|invoicing)\//.test(path) && /\bparseFloat\b|\.toFixed\b|\bMath\.round\b/.test(text),
    )
    expect(floating.map(({ path }) => path)).toEqual([])
  })
})
