import type { z } from 'zod'
import { cloudEventBatchMediaType } from '../api/usage-events.ts'
import { clientCodes, clientProblem, type HubProblem, problemOf, unreadable } from './hub-problem.ts'
import { readAnswer } from './read-answer.ts'
import { waitBeforeRetryMs } from './retry.ts'

/** What is needed of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface HubAddress {
  /** For example `https://hub.example`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** How long to wait for one answer; 30 s where it is absent. */
  readonly timeoutMs?: number
  /** Where the platform's own will not do. */
  readonly fetch?: Fetch
}

export interface CallOptions {
  /** Aborted, the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

export interface PostOptions extends CallOptions {
  /** Made up where it is absent. Keep one of your own to repeat a request after your own program ended. */
  readonly idempotencyKey?: string | undefined
}

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** It is done once however often it is sent, for what is in it. */
  readonly isRepeatable?: boolean
}

/** What was answered, or why nothing was. */
type Attempt =
  | { readonly response: Response; readonly silence?: never }
  | { readonly response?: never; readonly silence: HubProblem }

const defaultTimeoutMs = 30_000

/**
 * The hub's API as somebody with a key uses it: sends, tries again where that is safe, and checks every answer against its
 * schema. Whatever did not succeed rejects as a {@link HubProblem}.
 */
export class HubConnection {
  private readonly origin: string
  private readonly apiKey: string
  private readonly timeoutMs: number
  private readonly fetch: Fetch

  constructor({ baseUrl, apiKey, timeoutMs = defaultTimeoutMs, fetch: given }: HubAddress) {
    this.origin = baseUrl.replace(/\/+$/, '')
    this.apiKey = apiKey
    this.timeoutMs = timeoutMs
    this.fetch = given ?? ((url, init) => fetch(url, init))
  }

  /** `waitMs` is how long the hub was asked to hold the answer back. */
  get<S extends z.ZodType>(path: string, answer: S, options: CallOptions & { readonly waitMs?: number } = {}) {
    return this.json(this.sent('GET', path, {}, options), answer)
  }

  /** Repeated with the same key, it is done once. */
  post<S extends z.ZodType>(path: string, body: unknown, answer: S, { idempotencyKey, signal }: PostOptions = {}) {
    const key = { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }
    if (body === undefined) return this.json(this.sent('POST', path, { headers: key }, { signal }), answer)
    const headers = { ...key, 'content-type': 'application/json' }
    return this.json(this.sent('POST', path, { headers, body: JSON.stringify(body) }, { signal }), answer)
  }

  postYaml<S extends z.ZodType>(path: string, body: string, answer: S, options: PostOptions = {}) {
    return this.postText(path, 'application/yaml', body, answer, options)
  }

  postCsv<S extends z.ZodType>(path: string, body: string, answer: S, options: PostOptions = {}) {
    return this.postText(path, 'text/csv', body, answer, options)
  }

  /** Events have names of their own, so sending them again needs no key. */
  postEvents<S extends z.ZodType>(path: string, events: readonly unknown[], answer: S, { signal }: CallOptions = {}) {
    const request = { headers: { 'content-type': cloudEventBatchMediaType }, body: JSON.stringify(events) }
    return this.json({ ...this.sent('POST', path, request, { signal }), isRepeatable: true }, answer)
  }

  async delete(path: string, options: CallOptions = {}): Promise<void> {
    await this.answered(this.sent('DELETE', path, {}, options))
  }

  private postText<S extends z.ZodType>(path: string, type: string, body: string, answer: S, options: PostOptions) {
    const headers = { 'content-type': type, 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() }
    return this.json(this.sent('POST', path, { headers, body }, { signal: options.signal }), answer)
  }

  private sent(
    method: string,
    path: string,
    { headers = {}, ...rest }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
    { signal, waitMs = 0 }: CallOptions & { readonly waitMs?: number },
  ): Sent {
    const all = { accept: 'application/json', authorization: `Bearer ${this.apiKey}`, ...headers }
    return { method, path, headers: all, ...rest, signal, timeoutMs: this.timeoutMs + waitMs }
  }

  private async json<S extends z.ZodType>(sent: Sent, answer: S): Promise<z.infer<S>> {
    const response = await this.answered(sent)
    const read = readAnswer(answer, await response.json().catch(() => undefined))
    if (read.ok) return read.value
    throw unreadable(response, read.error)
  }

  /** The answer, if it is a success; tried again where it failed and repeating is safe. */
  private async answered(sent: Sent): Promise<Response> {
    const isRepeatable = sent.method !== 'POST' || sent.isRepeatable === true || sent.headers['idempotency-key'] !== undefined
    for (let attempt = 1; ; attempt++) {
      const { response, silence } = await this.attempt(sent)
      if (response?.ok === true) return response
      const failed = { status: response?.status, retryAfter: response?.headers.get('retry-after') ?? null }
      const waitMs = waitBeforeRetryMs(failed, { attempt, isRepeatable, random: Math.random() })
      if (waitMs === undefined) throw response === undefined ? silence : await problemOf(response)
      await response?.body?.cancel()
      await pause(waitMs, sent.signal)
    }
  }

  private async attempt({ path, timeoutMs, signal, isRepeatable: _, ...init }: Sent): Promise<Attempt> {
    const inTime = AbortSignal.timeout(timeoutMs)
    const either = signal === undefined ? inTime : AbortSignal.any([signal, inTime])
    try {
      return { response: await this.fetch(`${this.origin}${path}`, { ...init, signal: either }) }
    } catch (cause) {
      signal?.throwIfAborted()
      const silence = inTime.aborted
        ? clientProblem(clientCodes.timedOut, `The hub did not answer within ${timeoutMs / 1000} s.`, { cause })
        : clientProblem(clientCodes.unreachable, `The hub at ${this.origin} cannot be reached.`, { cause })
      return { silence }
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over)
      resolve()
    }, ms)
    if (signal?.aborted === true) over()
    else signal?.addEventListener('abort', over, { once: true })
  })
}
