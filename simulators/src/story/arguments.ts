import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@octroi/shared/errors/result'

export interface StoryArguments {
  readonly once: boolean
  readonly json: boolean
  readonly readings?: string
  readonly month?: string
  readonly dataDir: string
  readonly httpPort: number
  readonly mqttPort: number
}

export const usage = `npm start -- [options]

  --once             end after the story (exit 0, or 1 and the step that failed)
  --json             one JSON object per step on stdout
  --readings FILE    replay a real meter file (half-hourly, LCLid,DateTime,KWH/hh)
  --month YYYY-MM    the month the meter replays; the last whole month by default
  --data-dir DIR     where hub and agents keep their data (default: .octroi)
  --http-port N      the hub's HTTP port (default: 8080; a free one where it is taken)
  --mqtt-port N      the hub's MQTT port (default: 1883; a free one where it is taken)
  --help             show this
`

/** Reads the command line; `from` is the folder it was typed in. The error lists every fault. */
export function readArguments(argv: readonly string[], from: string): Result<StoryArguments | 'help', readonly string[]> {
  let values: ReturnType<typeof parse>
  try {
    values = parse(argv)
  } catch (error) {
    return err([error instanceof Error ? error.message : String(error)])
  }
  if (values.help === true) return ok('help')
  const faults: string[] = []
  const port = (name: 'http-port' | 'mqtt-port', byDefault: number): number => {
    const text = values[name]
    if (text === undefined) return byDefault
    const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
    if (!(number <= 65_535)) faults.push(`--${name} must be a port from 0 to 65535, not ${text}`)
    return number
  }
  const { month, readings } = values
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) faults.push(`--month must be YYYY-MM, not ${month}`)
  if (readings !== undefined && month === undefined) faults.push('--readings needs --month: which month of the file to replay')
  const read: StoryArguments = {
    once: values.once === true,
    json: values.json === true,
    ...(readings === undefined ? {} : { readings: resolve(from, readings) }),
    ...(month === undefined ? {} : { month }),
    dataDir: resolve(from, values['data-dir'] ?? '.octroi'),
    httpPort: port('http-port', 8080),
    mqttPort: port('mqtt-port', 1883),
  }
  return faults.length === 0 ? ok(read) : err(faults)
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  return parseArgs({
    args: [...argv],
    options: {
      once: flag,
      json: flag,
      help: flag,
      readings: text,
      month: text,
      'data-dir': text,
      'http-port': text,
      'mqtt-port': text,
    },
    strict: true,
    allowPositionals: false,
  }).values
}
