import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { problemSchema } from '@octroi/shared/api/problem'
import { z } from 'zod'
import { forServer } from './server-name.ts'

/** Another address to connect to than the one in the URL: a gateway that carries the device's traffic. */
export interface Dial {
  readonly host: string
  readonly port: number
}

/** The hub answered that it will not: asking again the same way changes nothing. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal'
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.code = code
  }
}

const timeoutMs = 10_000
const answerBytesAtMost = 64 * 1024

/** The hub's HTTP interface, as far as an agent needs it. */
export interface HubClient {
  /** Rejects with {@link HubRefusal} where the hub refuses, with another error where it cannot be reached. */
  post<T extends z.ZodRawShape>(
    path: string,
    body: unknown,
    answer: z.ZodObject<T>,
    signal?: AbortSignal,
  ): Promise<z.infer<z.ZodObject<T>>>
}

/** `ca` is the authority, in PEM, that alone may vouch for the hub; the system's authorities where it is undefined. */
export function hubClient(origin: string, dial: Dial | undefined, ca?: string): HubClient {
  return {
    async post(path, body, answer, signal) {
      const { status, text } = await send(new URL(path, origin), { dial, ca }, JSON.stringify(body), signal)
      // A client reads what it knows and leaves the rest: the hub may say more some day.
      if (status >= 200 && status < 300) return z.object(answer.shape).parse(JSON.parse(text))
      const problem = readProblem(text)
      if (status >= 500 || status === 429) throw new Error(`the hub answered ${status}`)
      throw new HubRefusal(problem?.code ?? `http_${status}`, problem?.detail ?? `the hub answered ${status}`)
    },
  }
}

function readProblem(text: string): z.infer<typeof problemSchema> | undefined {
  try {
    return z.object(problemSchema.shape).safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function send(
  url: URL,
  { dial, ca }: { readonly dial: Dial | undefined; readonly ca: string | undefined },
  body: string,
  given: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), host: url.host },
      signal: given === undefined ? timeout : AbortSignal.any([timeout, given]),
      agent: false,
      ...(url.protocol === 'https:' ? forServer(url.hostname) : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(dial === undefined ? {} : { hostname: dial.host, port: dial.port }),
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > answerBytesAtMost) sent.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.end(body)
  })
}
