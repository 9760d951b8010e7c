import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { typePasscode } from './keypad.ts'

let device: Server
afterEach(() => new Promise((resolve) => device.close(resolve)))

/** A device that answers one way, and keeps what it was asked. */
async function standing(status: number, answer: object): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  device = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`)
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => device.listen({ host: '127.0.0.1', port: 0 }, resolve))
  return { url: `http://127.0.0.1:${(device.address() as AddressInfo).port}`, asked }
}

test('the digits are typed at the keypad, and what is granted is told', async () => {
  const granted = { decision: 'granted', authorization: 'auth_01h455vb4pex5vsknk084sn02q', use: 1 }
  const { url, asked } = await standing(200, granted)
  expect(await typePasscode(url, 'trunk.access', '00583289')).toEqual(granted)
  expect(asked).toEqual(['POST /passcodes {"service":"trunk.access","passcode":"00583289"}'])
})

test('a refusal is told with its code and sentence', async () => {
  const problem = { type: 'about:blank', title: 'No.', status: 403, code: 'passcode_unknown', detail: 'It is wrong.' }
  const { url } = await standing(403, problem)
  const refused = { decision: 'refused', code: 'passcode_unknown', sentence: 'It is wrong.' }
  expect(await typePasscode(url, 'trunk.access', '00000000')).toEqual(refused)
})
