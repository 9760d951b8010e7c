import { type Problem, problemBody, problemMediaType, problemSchema } from '@octroi/shared/api/problem'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Context, TypedResponse } from 'hono'

const statuses = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  too_many: 429,
} as const satisfies Readonly<Record<Failure['kind'], number>>

const titles: Readonly<Record<Failure['kind'], string>> = {
  invalid: 'The input is not valid',
  unauthenticated: 'Not authenticated',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'In conflict with what is there',
  stale: 'Changed since it was read',
  too_large: 'Too large',
  too_many: 'Too many requests',
}

/** Of every route; those that ask for a tag of what was read may answer 412 too, and say so themselves. */
export type ProblemStatus = (typeof statuses)[Exclude<Failure['kind'], 'stale'>]

/** The one place where a failure of the domain becomes a response (RFC 9457). */
export function problem(context: Context, failure: Failure): Response & TypedResponse<Problem, ProblemStatus, 'json'> {
  const { kind, code, detail, faults } = failure
  const body = problemBody({ status: statuses[kind], code, title: titles[kind], detail })
  const whole: Problem = faults === undefined ? body : { ...body, faults: [...faults] }
  return context.json(whole, statuses[kind] as ProblemStatus, { 'content-type': problemMediaType })
}

const descriptions: Readonly<Record<ProblemStatus | 503, string>> = {
  401: 'No API key, or one that is not valid.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or it is not the caller’s.',
  409: 'In conflict with what is there.',
  413: 'The body is too large.',
  422: 'The input has faults; each is listed.',
  429: 'Too many requests.',
  503: 'The hub cannot write now, as when its disk is full; try again later.',
}

const problemContent = { content: { [problemMediaType]: { schema: problemSchema } } }

export const staleProblem = { 412: { description: 'It was changed since it was read.', ...problemContent } }

/** Response definitions for the problems every route may answer with. */
export const commonProblems = {
  401: { description: descriptions[401], ...problemContent },
  403: { description: descriptions[403], ...problemContent },
  404: { description: descriptions[404], ...problemContent },
  409: { description: descriptions[409], ...problemContent },
  413: { description: descriptions[413], ...problemContent },
  422: { description: descriptions[422], ...problemContent },
  429: { description: descriptions[429], ...problemContent },
  503: { description: descriptions[503], ...problemContent },
}
