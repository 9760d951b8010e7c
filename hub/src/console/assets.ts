import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Hono } from 'hono'

/** They are sources as they are: found in `src` also where the hub runs from what was built. */
const folder = new URL('../../src/console/assets/', import.meta.url)

/** The library that draws charts, as it was installed. */
const uplot = pathToFileURL(createRequire(import.meta.url).resolve('uplot'))

const files: Readonly<Record<string, URL>> = {
  'console.css': new URL('console.css', folder),
  'console.js': new URL('console.js', folder),
  'usage.css': new URL('usage.css', folder),
  'usage.js': new URL('usage.js', folder),
  'uplot.css': new URL('uPlot.min.css', uplot),
  'uplot.js': new URL('uPlot.iife.min.js', uplot),
}

/** The style and the scripts of the console, from files on this machine. */
export function assetRoutes(): Hono {
  return new Hono().get('/assets/:file', async (context, next) => {
    const file = context.req.param('file')
    const at = files[file]
    if (at === undefined) return next()
    const type = file.endsWith('.css') ? 'text/css' : 'text/javascript'
    const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=3600' }
    return context.body(await readFile(at), 200, headers)
  })
}
