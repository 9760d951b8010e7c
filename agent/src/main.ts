import { pino } from 'pino'
import { startAgent } from './compose.ts'
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
  const agent = await startAgent(config, { driver, log, onFatal })
  process.send?.({ ready: { device: agent.device, localUrl: agent.localUrl } })
  let isStopping = false
  const stop = (signal: string): void => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'stopping')
    agent.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('disconnect', () => stop('parent gone'))
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
