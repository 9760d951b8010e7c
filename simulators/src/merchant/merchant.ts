import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from '@octroi/shared/client/verify-webhook'
import { type ConfirmationEvent, isConfirmation } from '@octroi/shared/client/webhook-event'

const bodyBytesAtMost = 256 * 1024

/** A merchant's server: takes confirmations, believes those that verify, and knows one it has seen. */
export class Merchant {
  private readonly server: Server
  private secret = ''
  private readonly confirmations = new Map<string, ConfirmationEvent>()
  private readonly listeners = new Set<() => void>()

  private constructor() {
    this.server = createServer((request, response) => void this.receive(request, response))
  }

  /** Listens on the port, or on a free one where it is taken or none is given. */
  static async listen(port = 0): Promise<Merchant> {
    const merchant = new Merchant()
    await merchant.bind(port).catch(() => merchant.bind(0))
    return merchant
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/confirmations`
  }

  /** The secret the hub gave when the endpoint was added. */
  verifyWith(secret: string): void {
    this.secret = secret
  }

  /** The confirmation of an authorization, once it has come. */
  async confirmed(authorization: string, withinMs: number): Promise<ConfirmationEvent> {
    const until = Date.now() + withinMs
    for (;;) {
      const found = [...this.confirmations.values()].find(({ data }) => data.authorization === authorization)
      if (found !== undefined) return found
      const leftMs = until - Date.now()
      if (leftMs <= 0) throw new Error(`no confirmation of ${authorization} came within ${withinMs / 1000} s`)
      await this.nextConfirmation(leftMs)
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    try {
      const event = verifyWebhook({ body, headers: request.headers, secrets: this.secret })
      if (isConfirmation(event)) this.confirmations.set(event.id, event)
      response.writeHead(204).end()
      for (const listener of this.listeners) listener()
    } catch {
      response.writeHead(401).end()
    }
  }

  private nextConfirmation(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.listeners.delete(done)
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      this.listeners.add(done)
    })
  }

  private bind(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen({ host: '127.0.0.1', port }, () => {
        this.server.off('error', reject)
        resolve()
      })
    })
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > bodyBytesAtMost) throw new Error('too long')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
