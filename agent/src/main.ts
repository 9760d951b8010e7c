import { type Logger, pino } from 'pino'
import { type Agent, startAgent } from './compose.ts'
import { readConfig } from './config.ts'
import { loadDriver } from './drivers/load-driver.ts'

/** The agent as a process: `node agent/dist/main.js`, configured by its environment. Logs are JSON lines on stderr. */
async function main(): Promise<void> {
  process.umask(0o077)
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: { part: 'agent' } }, pino.destination({ dest: 2, sync: true }))
  const driver = await loadDriver(config.driver, config.driverOptions)
  const onFatal = (error: unknown): void => {
    log.fatal({ err: error }, 'the journal failed')
    process.exit(1)
  }
  let agent: Agent | undefined
  stopWhenTold(log, () => agent?.stop())
  agent = await startAgent(config, { driver, log, onFatal })
  process.send?.({ ready: { device: agent.device, localUrl: agent.localUrl } })
}

/** Stopping takes no longer than this: whoever waits for it would kill the process anyway. */
const stopWithinMs = 8000

/** Ends in order at the first signal, or when the process that started this one is gone; at once at the second. */
function stopWhenTold(log: Logger, stopAgent: () => Promise<void> | undefined): void {
  let isStopping = false
  const stop = (cause: string): void => {
    if (isStopping) process.exit(1)
    isStopping = true
    log.info({ cause }, 'stopping')
    setTimeout(() => {
      log.error('could not stop in time')
      process.exit(1)
    }, stopWithinMs).unref()
    Promise.resolve(stopAgent()).then(
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
