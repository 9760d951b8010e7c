import { pino } from 'pino'
import { startHub } from './compose.ts'
import { type HubConfig, readConfig } from './config.ts'

/** The hub as a process: `node hub/dist/main.js`, configured by its environment. Logs are JSON lines on stderr. */
async function main(): Promise<void> {
  process.umask(0o077)
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel, base: { part: 'hub' } }, pino.destination({ dest: 2, sync: true }))
  const hub = await startHub(config, log)
  const { origin, brokerUrl, http, mqtt } = hub
  process.send?.({ ready: { origin, brokerUrl, http, mqtt, dataDir: config.dataDir } satisfies Ready })
  let isStopping = false
  const stop = (signal: string): void => {
    if (isStopping) return
    isStopping = true
    log.info({ signal }, 'stopping')
    hub.stop().then(
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

interface Ready extends Pick<Awaited<ReturnType<typeof startHub>>, 'origin' | 'brokerUrl' | 'http' | 'mqtt'> {
  readonly dataDir: HubConfig['dataDir']
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
