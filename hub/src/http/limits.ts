import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { HttpEnv } from './context.ts'
import { problem } from './problem.ts'

export interface RateLimits {
  /** Requests a minute for one API key. */
  readonly perKey: number
  /** Requests a minute from one address without an API key: enrolments, sessions, guesses. */
  readonly perAddress: number
}

export const defaultRateLimits: RateLimits = { perKey: 6000, perAddress: 600 }

/** Refuses what is larger before it is read into memory. */
export function limitBody(maxBytes: number) {
  return bodyLimit({
    maxSize: maxBytes,
    onError: (context) =>
      problem(context, { kind: 'invalid', code: 'body_too_large', detail: `A request body has at most ${maxBytes} bytes here.` }),
  })
}

/** Counts by API key id where one is presented, else by address: a guesser is counted by address as well. */
export function limitRate({ perKey, perAddress }: RateLimits) {
  const keys = new RateLimiterMemory({ points: perKey, duration: 60 })
  const addresses = new RateLimiterMemory({ points: perAddress, duration: 60 })
  return createMiddleware<HttpEnv>(async (context, next) => {
    const key = /^Bearer octroi_\w{26}_(\w{26})_/i.exec(context.req.header('authorization') ?? '')?.[1]
    const limiter = key === undefined ? addresses : keys
    try {
      await limiter.consume(key ?? addressOf(context))
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      context.header('retry-after', String(Math.ceil(refusal.msBeforeNext / 1000)))
      return problem(context, {
        kind: 'too_many',
        code: 'rate_limited',
        detail: 'Too many requests; wait as `Retry-After` says.',
      })
    }
    return next()
  })
}

function addressOf(context: Context<HttpEnv>): string {
  return context.env?.incoming?.socket?.remoteAddress ?? 'local'
}
