import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeWebhookSecret, signWebhook } from '@octroi/hub/confirmations/webhook-signature'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks } from '../kit/markdown.ts'
import { openingCatalogue } from '../kit/opening-catalogue.ts'
import { RunningHub } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'

const run = promisify(execFile)

/** The programs of the merchants' page, as files of a package of their own: type-checked, and run against a hub. */
let hub: RunningHub
let folder: string

beforeAll(async () => {
  hub = await RunningHub.start()
  // Below the tests, so that what they depend on is found; the build leaves folders of this name alone.
  folder = await mkdtemp(join(root, 'tests/node_modules/.example-'))
  const blocks = codeBlocks(await readFile(join(root, 'docs/merchants.md'), 'utf8')).filter(({ language }) => language === 'ts')
  if (blocks.length !== 2) throw new Error(`the page has ${blocks.length} programs, not 2`)
  const [example, webhook] = blocks
  await writeFile(join(folder, 'example.ts'), example?.code ?? '')
  await writeFile(join(folder, 'webhook.ts'), webhook?.code ?? '')
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const output = { outDir: 'out', composite: false, declarationMap: false, sourceMap: false }
  const platform = { lib: ['es2023', 'dom'], types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const compilerOptions = { rootDir: '.', tsBuildInfoFile: null, ...output, ...platform }
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await hub.stop()
})

test('the programs of the page are well typed, run, and do what the page says', async () => {
  const checked = run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  await checked.catch((error: unknown) => Promise.reject(new Error((error as { stdout: string }).stdout)))
  const { car, merchant, simulate } = await trial()
  const holder = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
  const env = { HUB: hub.hub.origin, API_KEY: merchant, CAR: car, HOLDER_KEY: holder }
  const running = spawn(process.execPath, [join(folder, 'out/example.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const ended = new Promise((resolve) => running.once('close', resolve))
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await expect.poll(() => printed, { timeout: 15_000 }).toContain('granted')
  await simulate()
  await ended
  expect(printed.split('\n').slice(0, 2)).toEqual([
    'granted at 2.40 EUR',
    'completed: granted, actuated, opened, closed, secured',
  ])
}, 20_000)

/** What a server does with the page's program, told in words. */
const runner = `
import { take } from './webhook.js'
const { BODY, HEADERS, SECRET } = process.env
const handle = () => Promise.reject(new Error('not one it knows'))
for (const body of [BODY, BODY + ' ']) {
  const request = new Request('http://merchant.test/', { method: 'POST', headers: JSON.parse(HEADERS), body })
  console.log(await take(request, [SECRET], handle).then(({ status }) => status, ({ code }) => code))
}
`

test('the webhook of the page takes what the hub signs, as long as the body is as it came', async () => {
  await writeFile(join(folder, 'out/runner.js'), runner)
  const secret = makeWebhookSecret((length) => new Uint8Array(length).fill(7))
  const payload = JSON.stringify({ type: 'sample.event', timestamp: '2026-11-23T12:00:00Z', data: {} })
  const headers = { ...signWebhook(secret, { id: 'msg_1', payload }, Date.now()) }
  const env = { BODY: payload, HEADERS: JSON.stringify(headers), SECRET: secret }
  const { stdout } = await run(process.execPath, [join(folder, 'out/runner.js')], { env })
  expect(stdout).toBe('204\nsignature_wrong\n')
})

async function trial() {
  let asked = 0
  const post = async (token: string | undefined, path: string, body?: unknown) => {
    const headers = { 'idempotency-key': `merchant-example-${++asked}` }
    return (await hub.ask('POST', path, body, { ...(token === undefined ? {} : { token }), headers })).body
  }
  const { token: operator } = await post(undefined, '/v1/test-mode')
  await post(operator, '/v1/catalogue/versions', openingCatalogue)
  const party = async (role: string) => {
    const { id } = await post(operator, '/v1/accounts', { name: 'Sample', zone: 'UTC' })
    return { id, token: (await post(operator, `/v1/accounts/${id}/api-keys`, { role, label: 'x' })).token as string }
  }
  const [driver, merchant] = [await party('account_holder'), await party('partner')]
  const thing = { owner: driver.id, label: 'Sample car', services: { 'trunk.access': ['open'] } }
  const car = (await post(operator, '/v1/devices', thing)).id as string
  await post(driver.token, '/v1/orders', { offer: 'own' })
  await post(merchant.token, '/v1/orders', { offer: 'merchant' })
  await post(driver.token, '/v1/consents', { grantee: merchant.id, service: 'trunk.access' })
  const simulate = async (): Promise<void> => {
    const [{ id }] = (await hub.ask('GET', '/v1/authorizations', undefined, { token: merchant.token })).body.items
    await post(merchant.token, `/v1/test-mode/authorizations/${id}/outcome`, { outcome: 'completed' })
  }
  return { car, merchant: merchant.token, simulate }
}
