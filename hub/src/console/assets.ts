import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'

/** They are sources as they are: found in `src` also where the hub runs from what was built. */
const folder = new URL('../../src/console/assets/', import.meta.url)

const own: Readonly<Record<string, string>> = { 'console.css': 'text/css', 'console.js': 'text/javascript' }

/** The style and the scripts of the console, from files on this machine. */
export function assetRoutes(): Hono {
  return new Hono().get('/assets/:file', async (context, next) => {
    const file = context.req.param('file')
    const type = own[file]
    if (type === undefined) return next()
    const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=3600' }
    return context.body(await readFile(new URL(file, folder)), 200, headers)
  })
}
