import { type Logger, pino } from 'pino'
import { type Hub, startHub } from './compose.ts'
import { type HubConfig, readConfig, withSecrets } from './config.ts'
import { traceOfLine } from './tracing/open-telemetry.ts'

/** The hub as a process: `node hub/dist/main.js`, configured by its environment. Logs are JSON lines on stderr. */
async function main(): Promise<void> {
  process.umask(0o077)
  const config = readConfig(await withSecrets(process.env))
  const log = pino(
    { level: config.logLevel, base: { part: 'hub' }, mixin: traceOfLine },
    pino.destination({ dest: 2, sync: true }),
  )
  let hub: Hub | undefined
  stopWhenTold(log, stopWithinMs + config.drainMs, () => hub?.stop())
  hub = await startHub(config, log)
  const { origin, brokerUrl, http, mqtt } = hub
  process.send?.({ ready: { origin, brokerUrl, http, mqtt, dataDir: config.dataDir } satisfies Ready })
}

/** Stopping takes no longer than this, once drained: whoever waits for it would kill the process anyway. */
const stopWithinMs = 8000

/** Ends in order at the first signal, or when the process that started this one is gone; at once at the second. */
function stopWhenTold(log: Logger, withinMs: number, stopHub: () => Promise<void> | undefined): void {
  let isStopping = false
  const stop = (cause: string): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ cause }, 'stopping')
    setTimeout(() => {
      log.error('could not stop in time')
      process.exit(1)
    }, withinMs).unref()
    Promise.resolve(stopHub()).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  process.on('disconnect', () => stop('parent gone'))
  // It may have gone while this program was still being loaded.
  if (process.send !== undefined && !process.connected) stop('parent gone')
}

interface Ready extends Pick<Awaited<ReturnType<typeof startHub>>, 'origin' | 'brokerUrl' | 'http' | 'mqtt'> {
  readonly dataDir: HubConfig['dataDir']
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
