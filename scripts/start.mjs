import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

/** `npm start`: makes the clone ready and runs the main job. Only the job writes to stdout. */
setUp()

const story = spawn(process.execPath, [join(root, 'simulators/dist/story/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// A terminal's Ctrl-C reaches the job as well, which ends in order; what is sent to this process alone is passed on.
process.on('SIGINT', () => undefined)
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => story.kill(signal))
story.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
