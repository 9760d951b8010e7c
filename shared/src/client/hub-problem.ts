import type { z } from 'zod'
import { refusalSchema } from '../api/authorizations.ts'
import { problemBody } from '../api/problem.ts'
import { readAnswer } from './read-answer.ts'

/** What a problem tells (RFC 9457); a refused authorization also names the recorded decision and every reason. */
export type ToldProblem = z.infer<typeof refusalSchema>

/** Codes of this client, for what the hub itself cannot tell. `status` is 0 in the first two. */
export const clientCodes = {
  /** There was no answer: no network, a wrong address, a connection that broke. */
  unreachable: 'hub_unreachable',
  /** There was no answer in time. */
  timedOut: 'hub_timed_out',
  /** There was one that this client cannot read: a proxy in between, or not a hub. */
  unreadable: 'answer_unreadable',
} as const

/** A request did not succeed, and why: `code` is stable, `faults` names everything wrong with the input. */
export class HubProblem extends Error {
  override readonly name = 'HubProblem'
  readonly problem: ToldProblem
  /** Tell it to whoever runs the hub: their log has it. */
  readonly requestId: string | undefined

  constructor(problem: ToldProblem, { requestId, cause }: { readonly requestId?: string | undefined; readonly cause?: unknown }) {
    const faults = (problem.faults ?? []).map(({ path, detail }) => `${path}: ${detail}`)
    super([`${problem.code}: ${problem.detail}`, ...faults].join('; '), { cause })
    this.problem = problem
    this.requestId = requestId
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }

  get faults(): NonNullable<ToldProblem['faults']> {
    return this.problem.faults ?? []
  }
}

/** What a failed answer says, or that nobody can read it. */
export async function problemOf(response: Response): Promise<HubProblem> {
  const requestId = requestIdOf(response)
  const told = readAnswer(refusalSchema, await response.json().catch(() => undefined))
  return told.ok ? new HubProblem(told.value, { requestId }) : unreadable(response)
}

export function unreadable(response: Response, cause?: unknown): HubProblem {
  const { status } = response
  const detail = `The answer (status ${status}) is not one of a hub. Is the base URL right, and what stands in between?`
  return clientProblem(clientCodes.unreadable, detail, { status, requestId: requestIdOf(response), cause })
}

export function clientProblem(
  code: string,
  detail: string,
  { status = 0, ...rest }: { readonly status?: number; readonly requestId?: string | undefined; readonly cause?: unknown },
): HubProblem {
  return new HubProblem(problemBody({ status, code, title: 'No answer to go by', detail }), rest)
}

function requestIdOf({ headers }: Response): string | undefined {
  return headers.get('x-request-id') ?? undefined
}
