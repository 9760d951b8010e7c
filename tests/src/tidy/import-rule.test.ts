import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf, isTest, projectFiles, type SourceFile } from '../kit/source-files.ts'

const sources = projectFiles('.ts', '.tsx').filter((file) => !isTest(file))

/** Which packages of the workspace each one may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  agent: ['shared'],
  hub: ['shared'],
  simulators: ['shared', 'agent'],
}

/** Folders of the hub that touch the world. Only composition knows them. */
const adapters = ['storage', 'broker', 'http', 'console', 'cli', 'payments', 'workers', 'metrics', 'tracing', 'identity']
const composition = ['compose.ts', 'main.ts', 'config.ts', 'listen.ts', 'stop-hub.ts']

interface Import {
  readonly from: string
  readonly to: string
}

const imports: readonly Import[] = sources.flatMap((file) =>
  importsOf(file).map((to) => ({ from: file.path, to: resolved(file, to) })),
)

function resolved({ path }: SourceFile, to: string): string {
  return to.startsWith('.') ? posix.join(posix.dirname(path), to) : to
}

function offending(rule: (each: Import) => boolean): string[] {
  return imports.filter(rule).map(({ from, to }) => `${from} -> ${to}`)
}

test('the walk sees the project', () => {
  expect(sources.length).toBeGreaterThan(100)
  expect(imports.length).toBeGreaterThan(500)
})

/** Runs real hubs and agents in one process, so that one folder of the simulators knows the hub. */
const world = 'simulators/src/world/'

test('packages import only what they may', () => {
  const bad = offending(({ from, to }) => {
    const target = /^@octroi\/([^/]+)\//.exec(to)?.[1]
    if (target === 'hub' && from.startsWith(world)) return false
    return target !== undefined && allowed[from.split('/')[0] ?? '']?.includes(target) !== true
  })
  expect(bad).toEqual([])
})

test('relative imports stay inside their package', () => {
  expect(offending(({ from, to }) => /\.tsx?$/.test(to) && to.split('/')[0] !== from.split('/')[0])).toEqual([])
})

test('shared imports nothing of Node', () => {
  expect(offending(({ from, to }) => from.startsWith('shared/') && to.startsWith('node:'))).toEqual([])
})

describe('the hub’s domain', () => {
  const folderOf = (path: string): string | undefined => /^hub\/src\/([^/]+)\//.exec(path)?.[1]
  const isDomain = (path: string): boolean => {
    const folder = folderOf(path)
    return folder !== undefined && !adapters.includes(folder)
  }

  test('imports no adapter and no composition', () => {
    const bad = offending(({ from, to }) => {
      if (!isDomain(from) || !to.startsWith('hub/src/')) return false
      return adapters.includes(folderOf(to) ?? '') || composition.includes(to.slice('hub/src/'.length))
    })
    expect(bad).toEqual([])
  })

  test('adapters know nothing of one another', () => {
    const bad = offending(({ from, to }) => {
      // The console is the part of the HTTP interface that the operator sees.
      const adapterOf = (path: string): string => (folderOf(path) ?? '').replace('console', 'http')
      const [own, other] = [adapterOf(from), adapterOf(to)]
      return adapters.includes(own) && adapters.includes(other) && own !== other
    })
    expect(bad).toEqual([])
  })

  test('imports nothing of Node, no query builder, no web framework', () => {
    const worldly = /^(?:node:|kysely|sqlite3|pg$|hono|@hono\/|aedes|pino|@opentelemetry\/)/
    expect(offending(({ from, to }) => isDomain(from) && worldly.test(to))).toEqual([])
  })
})

test('the query builder stays inside storage', () => {
  expect(
    offending(({ from, to }) => /^(?:kysely|sqlite3|pg)$/.test(to) && !/^(?:hub\/src\/storage|agent\/src\/journal)\//.test(from)),
  ).toEqual([])
})

test('only config and main read the environment', () => {
  const readers = sources.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path)
  expect(readers.toSorted()).toEqual([
    'agent/src/main.ts',
    'hub/src/cli/main.ts',
    'hub/src/main.ts',
    'simulators/src/processes/child.ts',
    'simulators/src/story/main.ts',
  ])
})
