import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

/** `npm run octroi -- <command>`: makes the clone ready and runs a command of the operator's tool. */
setUp()
const { status } = spawnSync(process.execPath, [join(root, 'hub/dist/cli/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
