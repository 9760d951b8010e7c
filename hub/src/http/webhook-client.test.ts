import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { webhookClient } from './webhook-client.ts'

const servers: Server[] = []

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const post = (url: string, reach: 'any' | 'public' = 'any') =>
  webhookClient(reach).post({ url, headers: { 'webhook-id': 'msg_1' }, body: '{"a":"é"}' })

describe('a delivery', () => {
  test('carries headers and body, and any 2xx is success', async () => {
    const seen: string[] = []
    const url = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
      request.on('end', () => {
        seen.push(String(request.headers['webhook-id']))
        response.writeHead(202).end('thanks')
      })
    })
    expect(await post(url)).toEqual({ ok: true, value: undefined })
    expect(seen).toEqual(['{"a":"é"}', 'msg_1'])
  })

  test.each([301, 400, 500, 503])('answered %i has failed', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end())
    expect(await post(url)).toEqual({ ok: false, error: `answered ${status}` })
  })

  test('that is refused or broken off has failed', async () => {
    expect((await post('http://127.0.0.1:1/hook')).ok).toBe(false)
    const url = await serve((request) => request.socket.destroy())
    expect((await post(url)).ok).toBe(false)
  })

  test('with an endless answer is cut off; its status counts', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(16_384)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect((await post(url)).ok).toBe(true)
  })
})

describe('only public addresses, unless configured otherwise', () => {
  test.each([
    'http://merchant.example/',
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0.0.0.0/',
    'https://2130706433/',
  ])('%s is no endpoint', (url) => {
    expect(webhookClient('public').addressFault(url)).toBeDefined()
    expect(webhookClient('any').addressFault(url)).toBeUndefined()
  })

  test.each(['https://merchant.example/hook', 'https://93.184.216.34/', 'https://[2606:2800:220:1::1]/'])(
    '%s may be one',
    (url) => {
      expect(webhookClient('public').addressFault(url)).toBeUndefined()
    },
  )

  test('a name that points to this machine is refused when it is dialled', async () => {
    const sent = await post('https://localhost/hook', 'public')
    expect(sent).toMatchObject({ ok: false, error: expect.stringContaining('public address') })
  })
})
