import { runTool, setUp } from './setup.mjs'

/** `npm run check`: lint, types (the build checks them), format, dead code. */
setUp()
runTool('oxlint', 'oxlint', ['--type-aware', '--deny-warnings'])
runTool('@biomejs/biome', 'biome', ['ci'])
runTool('knip', 'knip', [])
