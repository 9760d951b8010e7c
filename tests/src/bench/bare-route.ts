import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/**
 * A process that answers every request with the body it was started with, once it has read what was asked: what HTTP and JSON
 * alone cost, beside a hub that decides.
 */
const [answer = '{}'] = process.argv.slice(2)
const app = new Hono().post('/v1/authorizations', async (context) => {
  const asked: unknown = await context.req.json()
  if (typeof asked !== 'object') return context.text('unreadable', 400)
  return context.json(JSON.parse(answer) as Record<string, string>, 201)
})
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.(port))
process.once('disconnect', () => process.exit(0))
