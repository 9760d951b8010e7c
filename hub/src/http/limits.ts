import { setTimeout as wait } from 'node:timers/promises'
import type { Failure } from '@octroi/shared/errors/failure'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { HttpEnv } from './context.ts'
import { problem } from './problem.ts'

export interface RateLimits {
  /** Requests a minute with one API key. */
  readonly perKey: number
  /** Requests a minute from one address without a valid API key: enrolments, guesses. */
  readonly perAddress: number
  /** Nonces and sessions a minute from one address: a fleet may come back at once behind one router. */
  readonly sessionsPerAddress: number
  /** Attempts a minute to sign in from one address. */
  readonly signInsPerAddress: number
  /** Attempts a minute to sign in as one operator, from wherever; addresses that nobody has are counted alike. */
  readonly signInsPerName: number
  /** A sign-in that is refused takes so long at least, so that how long it took tells nothing of why. */
  readonly refusedSignInMs: number
  /** Every request comes from one proxy, which tells who really asks in the last `X-Forwarded-For`. */
  readonly isBehindProxy: boolean
}

export const defaultRateLimits: RateLimits = {
  perKey: 6000,
  perAddress: 600,
  sessionsPerAddress: 12_000,
  signInsPerAddress: 30,
  signInsPerName: 10,
  refusedSignInMs: 400,
  isBehindProxy: false,
}

/** Refuses what is larger before it is read into memory. */
export function limitBody(maxBytes: number) {
  const failure: Failure = {
    kind: 'too_large',
    code: 'body_too_large',
    detail: `A request body has at most ${maxBytes} bytes here.`,
  }
  return bodyLimit({ maxSize: maxBytes, onError: (context) => problem(context, failure) })
}

/** Counts requests: by API key once it is known to be valid, by address before. Somebody who guesses keys stays an address. */
export class RequestCounter {
  private readonly keys: RateLimiterMemory
  private readonly addresses: RateLimiterMemory
  private readonly sessions: RateLimiterMemory
  private readonly signIns: RateLimiterMemory
  private readonly names: RateLimiterMemory
  private readonly refusedSignInMs: number
  private readonly isBehindProxy: boolean

  constructor(limits: RateLimits) {
    const aMinute = (points: number): RateLimiterMemory => new RateLimiterMemory({ points, duration: 60 })
    this.keys = aMinute(limits.perKey)
    this.addresses = aMinute(limits.perAddress)
    this.sessions = aMinute(limits.sessionsPerAddress)
    this.signIns = aMinute(limits.signInsPerAddress)
    this.names = aMinute(limits.signInsPerName)
    this.refusedSignInMs = limits.refusedSignInMs
    this.isBehindProxy = limits.isBehindProxy
  }

  /** The answer to somebody who asks too often, or undefined. */
  countKey(context: Context<HttpEnv>, key: string): Promise<Response | undefined> {
    return refused(context, () => this.keys.consume(key))
  }

  countAddress(context: Context<HttpEnv>): Promise<Response | undefined> {
    return refused(context, () => this.addresses.consume(this.addressOf(context)))
  }

  countSession(context: Context<HttpEnv>): Promise<Response | undefined> {
    return refused(context, () => this.sessions.consume(this.addressOf(context)))
  }

  countSignIn(context: Context<HttpEnv>): Promise<Response | undefined> {
    return refused(context, () => this.signIns.consume(this.addressOf(context)))
  }

  /** By who signs in too: many addresses that guess one password are one guesser. */
  async countSignInAs(context: Context<HttpEnv>, name: string): Promise<Response | undefined> {
    return (await this.countSignIn(context)) ?? refused(context, () => this.names.consume(name))
  }

  /** Resolves when a sign-in that begins now may be refused. */
  refusal(): Promise<void> {
    return wait(this.refusedSignInMs, undefined, { ref: false })
  }

  private addressOf(context: Context<HttpEnv>): string {
    const forwarded = this.isBehindProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
    return forwarded ?? context.env?.incoming?.socket?.remoteAddress ?? 'local'
  }
}

/** For routes that nobody needs a key for: those of agents. */
export function limitAgents(counter: RequestCounter) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const isSession = /\/devices\/[^/]+\/(?:nonces|sessions)$/.test(context.req.path)
    return (await (isSession ? counter.countSession(context) : counter.countAddress(context))) ?? next()
  })
}

async function refused(context: Context<HttpEnv>, consume: () => Promise<unknown>): Promise<Response | undefined> {
  try {
    await consume()
    return undefined
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    context.header('retry-after', String(Math.ceil(refusal.msBeforeNext / 1000)))
    return problem(context, { kind: 'too_many', code: 'rate_limited', detail: 'Too many requests; wait as `Retry-After` says.' })
  }
}
