import { defineConfig } from 'vitest/config'

/** What the engine must not change, of each link of the chain: these run once more with their hubs on PostgreSQL. */
const onPostgresToo = [
  'hub/{behind-a-line,disputes,http,ingest,my-pages,price-not-fixed,suspension,unused}',
  'proof/{proof,record-proof}',
]

export default defineConfig({
  // Tests run the source, never a build that may be stale. `import` is left out below, as Node would
  // take it for `require` too, and `module`, which Node does not know.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'default'] } },
  test: {
    pool: 'forks',
    // Most tests wait for processes, disks and timers: one worker would leave a core of two idle.
    maxWorkers: 3,
    // No test leaves anything behind in its process, so one worker may run many without loading the hub anew for each.
    isolate: false,
    // A machine that does other work beside is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    globalSetup: ['tests/src/kit/shared-postgres.ts'],
    projects: [
      { extends: true, test: { name: 'units', include: ['{shared,agent,hub,simulators}/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'all', include: ['tests/src/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'on PostgreSQL',
          include: onPostgresToo.map((paths) => `tests/src/${paths}.test.ts`),
          env: { OCTROI_TEST_ENGINE: 'postgres' },
        },
      },
    ],
  },
})
