import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from './context.ts'

export interface Draining {
  /** The hub is about to end. */
  readonly isDraining: () => boolean
}

/** Answers of a hub that is about to end close their connection, so that the next request goes to another. */
export function closeWhileDraining({ isDraining }: Draining) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    await next()
    if (isDraining()) context.header('connection', 'close')
  })
}
