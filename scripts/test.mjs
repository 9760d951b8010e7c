import { runTool, setUp } from './setup.mjs'

/** `npm test`: makes the clone ready and runs every test. Arguments go to the test runner. */
setUp()
runTool('vitest', 'vitest', ['run', ...process.argv.slice(2)])
