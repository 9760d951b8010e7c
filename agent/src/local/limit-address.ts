import type { MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Who is asking, as the server tells. */
export interface LocalEnv {
  Bindings: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
}

/** Lets each address ask `points` times in `duration` seconds. */
export function limitAddress(
  rate: { readonly points: number; readonly duration: number },
  refuse: () => Response,
): MiddlewareHandler<LocalEnv> {
  const limiter = new RateLimiterMemory(rate)
  return async (context, next) => {
    try {
      await limiter.consume(context.env?.incoming?.socket?.remoteAddress ?? 'local')
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refuse()
      throw refusal
    }
    return next()
  }
}
