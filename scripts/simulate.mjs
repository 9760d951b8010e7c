import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

/** `npm run simulate -- --seeds N --minutes M [--seed S]`: worlds that a seed decides, until one breaks. */
setUp()
const { status } = spawnSync(process.execPath, [join(root, 'simulators/dist/world/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
