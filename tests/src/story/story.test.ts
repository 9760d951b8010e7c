import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createConnection, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testFile } from '../kit/test-data.ts'
import { factsOf, finished, type Run, signalGroup, ToldStory, toldStep } from '../kit/told-story.ts'

let story: ToldStory
/** Told to its end; what comes after an end begins with a copy of it. */
let told: ToldStory
beforeAll(async () => {
  told = await ToldStory.prepare()
})
beforeEach(async () => {
  story = await ToldStory.prepare()
})
afterEach(() => story.clear())
afterAll(() => told.clear())

test('the whole story is told once; a second start does nothing twice', { timeout: 240_000 }, async () => {
  const first = await told.tell()
  expect(first.stderr).toBe('')
  expect(first.code).toBe(0)
  expect(first.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([])
  expect(first.steps.map(({ step }) => step.replace(/-\d+$/, ''))).toEqual([
    ...['hub', 'catalogue', 'accounts', 'devices', 'orders', 'shares', 'agents', 'second-car'],
    ...['lease', 'home-offline', 'courier', 'refusal', 'consent'],
    ...[
      'authorization',
      'more-permits',
      'merchant-port',
      'endpoint',
      'underground',
      'delivery',
      'return',
      'confirmation',
      'proof',
      'passcode',
      'lease-ended',
      'home-return',
    ],
    ...['delivery-month', 'meter', 'guard', 'merchant-bill', 'driver-bill', 'household-bill'],
    ...['split', 'statements', 'trial-balance', 'bill-line'],
  ])
  expect(new Set(first.steps.map(({ status }) => status))).toEqual(new Set(['done']))
  expect(factsOf(first, 'refusal')).toMatchObject({ code: 'consent_missing' })
  expect(factsOf(first, 'authorization').price).toMatchObject({ amount: '2.40', currency: 'EUR' })
  expect(factsOf(first, 'delivery').refused.map(({ code }: { code: string }) => code)).toEqual([
    'bad_signature',
    'wrong_device',
    'permit_expired',
    'permit_used_up',
  ])
  expect(factsOf(first, 'return')).toMatchObject({
    timeline: ['granted', 'actuated', 'opened', 'closed', 'secured'],
    refused: ['bad_signature', 'wrong_device', 'permit_expired', 'permit_used_up'],
    outcome: 'completed',
  })
  expect(factsOf(first, 'confirmation')).toMatchObject({
    type: 'authorization.completed',
    sentence: 'Opened, closed again and secured.',
  })
  expect(factsOf(first, 'proof')).toMatchObject({
    proven: ['granted', 'actuated', 'opened', 'closed', 'secured'],
    brokenLink: 'inclusion',
  })
  expect(factsOf(first, 'lease').services).toMatchObject([
    { service: 'home.alarm', essential: ['disarm'], afterExpiry: 'degrade' },
    { service: 'home.scenes', ceilings: [{ counter: 'performed', ceiling: '2' }] },
  ])
  expect(factsOf(first, 'home-offline')).toEqual({ scenesRun: 2, refusal: 'ceiling_reached' })
  expect(factsOf(first, 'home-return')).toEqual({ scenes: 2, refusedAtCeiling: 1, refusedAfterEnd: 1, safety: 1 })
  const [, home] = factsOf(first, 'household-bill').drafts
  const { nights } = factsOf(first, 'guard')
  expect(home.lines).toMatchObject([
    { name: 'Guarded hours', amount: (nights * 8 * 0.02).toFixed(2) },
    { name: 'Scenes', amount: '0.00' },
    { name: 'Home guard', amount: '4.90' },
  ])
  expect(factsOf(first, 'driver-bill').drafts[0].total).toEqual({ amount: '1.50', currency: 'EUR' })
  expect(factsOf(first, 'passcode')).toMatchObject({ refused: ['passcode_unknown', 'passcode_used'], outcome: 'completed' })
  expect(factsOf(first, 'merchant-bill').drafts[0].total).toEqual({ amount: '4.80', currency: 'EUR' })
  const { splits } = factsOf(first, 'split')
  expect(splits.map(({ charged }: { charged: string }) => charged)).toEqual(['2.4 EUR', '2.4 EUR'])
  for (const { shares } of splits) {
    expect(shares).toEqual(
      expect.arrayContaining([
        { party: 'lock maker', exact: '1.44' },
        { party: 'car maker', exact: '0.72' },
        { party: 'dealer', exact: '0.24' },
      ]),
    )
  }
  expect(factsOf(first, 'trial-balance').totals).toEqual([{ currency: 'EUR', amount: '0.00' }])
  expect(first.stdout, 'no secret is shown').not.toMatch(/octroi_[0-9a-z]{26}_|whsec_|"claimCode"/)

  const second = await told.tell()
  expect(second.code).toBe(0)
  const again = [
    'hub',
    'agents',
    'merchant-bill',
    'driver-bill',
    'household-bill',
    'split',
    'statements',
    'trial-balance',
    'bill-line',
  ]
  for (const { step, status } of second.steps) expect(status, step).toBe(again.includes(step) ? 'done' : 'already done')
  expect(factsOf(second, 'merchant-bill')).toEqual(factsOf(first, 'merchant-bill'))
  expect(factsOf(second, 'household-bill')).toEqual(factsOf(first, 'household-bill'))
  for (const step of ['split', 'statements', 'trial-balance', 'bill-line'])
    expect(factsOf(second, step)).toEqual(factsOf(first, step))
})

const london = testFile('lcl-MAC000002-halfhourly.csv')

test.runIf(london.isThere)(`the London month bills exactly what was read${london.note}`, { timeout: 180_000 }, async () => {
  const run = await story.tell('--readings', london.path, '--month', '2013-01')
  expect(run.code, run.stderr).toBe(0)
  expect(factsOf(run, 'meter')).toMatchObject({
    readings: 1488,
    kWh: '359.8680001',
    duplicates: 1,
    empty: 0,
    gaps: [],
    clockChanges: 0,
  })
  const [draft] = factsOf(run, 'household-bill').drafts
  // By hand: 65.755 x 0.2146 + 294.1130001 x 0.1176 + 31 x 0.2347, each line rounded once.
  expect(draft.lines.map(({ amount }: { amount: string }) => amount)).toEqual(['14.11', '34.59', '7.28'])
  expect(draft.total).toEqual({ amount: '55.98', currency: 'GBP' })
})

describe('a start that cannot go as asked says so', () => {
  test.each([
    [['--month', '2013-13'], 2, '--month must be YYYY-MM'],
    [['--http-port', 'x', '--mqtt-port', '0'], 2, '--http-port must be a port'],
    [['--month', '2999-01'], 2, '--month must be a month that is over'],
    [['--readings', 'missing.csv', '--month', '2013-01'], 2, '--readings: missing.csv cannot be replayed'],
    [['--data-dir', '/dev/null/here'], 2, 'The data directory /dev/null/here cannot be used'],
  ])('%j', async (options, code, message) => {
    const run = await story.tell(...options)
    expect([run.code, run.stdout]).toEqual([code, ''])
    expect(run.stderr).toContain(message)
  })

  test('naming the step that failed: another start holds the data directory', { timeout: 180_000 }, async () => {
    story = await ToldStory.after(told)
    const first = story.start()
    const { run } = await served(first)
    const second = await story.tell()
    expect(second.code).toBe(1)
    expect(second.stderr).toContain('Step hub failed')
    expect(second.stderr).toContain('is in use by another hub')
    expect(second.steps.at(-1)).toMatchObject({ step: 'hub', status: 'failed' })
    first.kill('SIGTERM')
    expect((await run).code).toBe(0)
  })

  test('a data directory that tells another month', async () => {
    const run = await told.tell('--month', '2020-03')
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/tells \d{4}-\d{2}; give another --data-dir for 2020-03/)
  })
})

describe('without --once it serves', () => {
  beforeEach(async () => {
    story = await ToldStory.after(told)
  })

  test('on free ports where the asked ones are taken', { timeout: 180_000 }, async () => {
    const taken = await Promise.all([occupy(), occupy()])
    const [http, mqtt] = taken.map((server) => String((server.address() as AddressInfo).port))
    const { text, origin } = await served(story.start('--http-port', http ?? '', '--mqtt-port', mqtt ?? ''))
    expect(text).toContain('the HTTP port was taken')
    expect(text).toContain('the MQTT port was taken')
    expect((await fetch(`${origin}/readyz`)).status).toBe(200)
    for (const server of taken) await new Promise((resolve) => server.close(resolve))
  })

  test.each([
    ['Ctrl-C in a terminal', (child: ChildProcess) => signalGroup(child, 'SIGINT')],
    ['SIGTERM to the command alone', (child: ChildProcess) => void child.kill('SIGTERM')],
    ['the terminal closing', (child: ChildProcess) => void child.kill('SIGHUP')],
  ])('until %s, and leaves nothing behind', { timeout: 180_000 }, async (_what, end) => {
    const child = story.start()
    const { origin, broker, agents, run } = await served(child)
    const addresses = [origin, broker, ...agents]
    expect(await Promise.all(addresses.map(takesConnections))).toEqual(addresses.map(() => true))
    end(child)
    expect((await run).code).toBe(0)
    expect(await Promise.all(addresses.map(takesConnections))).toEqual(addresses.map(() => false))
  })
})

test('a start that is cut short in the delivery is taken up by the next: opened once, charged once', {
  timeout: 240_000,
}, async () => {
  const cut = story.start('--once', '--json')
  await toldStep(cut, 'underground')
  signalGroup(cut, 'SIGKILL')
  const next = await story.tell()
  expect(next.code, next.stderr).toBe(0)
  expect(factsOf(next, 'return')).toMatchObject({ timeline: ['granted', 'actuated', 'opened', 'closed', 'secured'] })
  expect(factsOf(next, 'merchant-bill').drafts[0].total).toEqual({ amount: '4.80', currency: 'EUR' })
})

interface Served {
  readonly text: string
  readonly origin: string
  readonly broker: string
  /** The local interfaces of its agents. */
  readonly agents: readonly string[]
  readonly run: Promise<Run>
}

async function served(child: ChildProcess): Promise<Served> {
  let text = ''
  const serves = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('until Ctrl-C')) resolve()
    })
  })
  const run = finished(child)
  await Promise.race([serves, run.then(({ stderr }) => Promise.reject(new Error(`it ended: ${stderr}`))), tooLong(() => text)])
  const origin = /serves at (http:\/\/\S+) until/.exec(text)?.[1] ?? ''
  const broker = /(mqtt:\/\/\S+)/.exec(text)?.[1] ?? ''
  const logs = await Promise.all(['car', 'meter', 'home'].map((name) => readFile(join(story.dataDir, `${name}.log`), 'utf8')))
  const agents = logs.map((log) => [...log.matchAll(/"localUrl":"([^"]+)"/g)].at(-1)?.[1] ?? '')
  return { text, origin, broker, agents, run }
}

function tooLong(text: () => string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`it does not serve yet, and said:\n${text()}`)), 50_000).unref()
  })
}

function takesConnections(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function occupy(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
