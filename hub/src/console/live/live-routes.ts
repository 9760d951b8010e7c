import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { Topic } from './topics.ts'

const viewersAtMost = 500
/** Several hubs on one database do not hear each other, so every page looks again now and then. */
const lookAgainMs = 15_000
/** A page looks no more often than this, however much happens. */
const restMs = 750
/** A stream ends and is opened again, so that a session that ended is noticed. */
const streamMs = 10 * 60_000

/** Tells a page which of its topics changed, as server-sent events; changes within a moment are told once. */
export function liveRoutes({ changes }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/live', (context) => {
    if (changes.size >= viewersAtMost) return context.body(null, 503, { 'retry-after': '30' })
    const { tenant } = context.get('caller')
    context.header('x-accel-buffering', 'no')
    return streamSSE(context, async (out) => {
      const changed = new Set<Topic>()
      let wake = (): void => undefined
      let isOver = false
      const end = (): void => {
        isOver = true
        wake()
      }
      const leave = changes.listen(tenant, (topic) => (changed.add(topic), wake()), end)
      out.onAbort(end)
      const over = setTimeout(end, streamMs)
      try {
        await out.writeSSE({ event: 'hello', data: '' })
        while (!isOver) {
          const told = await nextChange(changed, (resolve) => (wake = resolve))
          if (!isOver) await out.writeSSE({ event: 'changed', data: told })
          if (!isOver) await new Promise((resolve) => setTimeout(resolve, restMs))
        }
      } finally {
        clearTimeout(over)
        leave()
      }
    })
  })
}

/** The topics that changed, or `*` when it is time to look at all of them. */
async function nextChange(changed: Set<Topic>, onWake: (wake: () => void) => void): Promise<string> {
  if (changed.size === 0) {
    await new Promise<void>((resolve) => {
      const again = setTimeout(resolve, lookAgainMs)
      onWake(() => {
        clearTimeout(again)
        resolve()
      })
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const told = changed.size === 0 ? '*' : [...changed].join(' ')
  changed.clear()
  return told
}
