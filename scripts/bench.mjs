import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

/** `npm run bench -- <name> [--json]`: what is fast, as ratios inside one run. */
setUp()
const { status } = spawnSync(process.execPath, [join(root, 'tests/dist/bench/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
