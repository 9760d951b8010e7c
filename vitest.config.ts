import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run the source, never a build that may be stale. `import` is left out below, as Node would
  // take it for `require` too, and `module`, which Node does not know.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'default'] } },
  test: {
    include: ['{shared,agent,hub,simulators,tests}/src/**/*.test.ts'],
    pool: 'forks',
    // Most tests wait for processes, disks and timers: one worker would leave a core of two idle.
    maxWorkers: 3,
    // A machine that does other work beside is slow, not wrong.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
