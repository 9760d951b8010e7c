import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'

/** One request of a load. */
export interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a load came to. */
export interface Answered {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Posts to one server, so many requests at once, each as soon as one before it is answered. */
export class Load {
  private readonly origin: URL
  private readonly agent: Agent
  private readonly atOnce: number

  constructor(origin: string, atOnce: number) {
    this.origin = new URL(origin)
    this.atOnce = atOnce
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  }

  /** Throws at the first answer that is not 201. */
  async run(count: number, next: (index: number) => Asked): Promise<Answered> {
    const times: number[] = []
    let index = 0
    const asker = async (): Promise<void> => {
      while (index < count) {
        const asked = next(index++)
        const startedAtMs = performance.now()
        const { status, body } = await this.post(asked)
        times.push(performance.now() - startedAtMs)
        if (status !== 201) throw new Error(`a request was answered ${status}: ${body}`)
      }
    }
    const startedAtMs = performance.now()
    await Promise.all(Array.from({ length: this.atOnce }, asker))
    const perSecond = (count * 1000) / (performance.now() - startedAtMs)
    times.sort((left, right) => left - right)
    const at = (part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0
    return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
  }

  post({ path, headers, body }: Asked): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          agent: this.agent,
          ...{ method: 'POST', host: this.origin.hostname, port: this.origin.port, path },
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
        },
      )
      asked.once('error', reject)
      asked.end(body)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}
