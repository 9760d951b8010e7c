import { reasonSchema, type refusalSchema } from '@octroi/shared/api/authorizations'
import { problemSchema } from '@octroi/shared/api/problem'
import { z } from 'zod'

/** The hub said no, and why. */
export class HubProblem extends Error {
  override readonly name = 'HubProblem'
  readonly problem: z.infer<typeof refusalSchema>

  constructor(problem: z.infer<typeof refusalSchema>) {
    const faults = (problem.faults ?? []).map(({ path, detail }) => `${path}: ${detail}`)
    super([`${problem.code}: ${problem.detail}`, ...faults].join('; '))
    this.problem = problem
  }
}

const answeredProblem = z.object({
  ...problemSchema.shape,
  authorization: z.string().optional(),
  reasons: z.array(z.object(reasonSchema.shape)).optional(),
})

/** The hub's API as somebody with a key uses it. */
export class HubApi {
  private readonly origin: string
  private readonly token: string

  constructor(origin: string, token: string) {
    this.origin = origin
    this.token = token
  }

  get<S extends z.ZodObject>(path: string, answer: S): Promise<z.infer<S>> {
    return this.send('GET', path, {}, answer)
  }

  /** Repeated with the same key, it is done once. */
  post<S extends z.ZodObject>(path: string, key: string, body: unknown, answer: S): Promise<z.infer<S>> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    return this.send('POST', path, { headers, body: JSON.stringify(body) }, answer)
  }

  postYaml<S extends z.ZodObject>(path: string, key: string, body: string, answer: S): Promise<z.infer<S>> {
    return this.send('POST', path, { headers: { 'content-type': 'application/yaml', 'idempotency-key': key }, body }, answer)
  }

  private async send<S extends z.ZodObject>(method: string, path: string, init: RequestInit, answer: S): Promise<z.infer<S>> {
    const response = await this.fetch(method, path, init)
    // A client reads what it knows and leaves the rest: the hub may say more some day.
    return z.object(answer.shape).parse(await response.json()) as z.infer<S>
  }

  private async fetch(method: string, path: string, { headers, ...init }: RequestInit): Promise<Response> {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      ...init,
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${this.token}` },
    })
    if (!response.ok) throw new HubProblem(answeredProblem.parse(await response.json()) as z.infer<typeof refusalSchema>)
    return response
  }
}
