import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'

/** The API's pages, from files on this machine: they work where there is no network. */
const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Octroi API</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', docExpansion: 'list', defaultModelsExpandDepth: 0 })
`

export function docsRoutes(): Hono {
  const app = new Hono()
  app.get('/docs', (context) => context.redirect('/docs/'))
  app.get('/docs/', (context) => context.html(page))
  app.get('/docs/start.js', (context) => context.body(start, 200, { 'content-type': 'text/javascript' }))
  app.get('/docs/:file', async (context, next) => {
    const type = files[context.req.param('file')]
    if (type === undefined) return next()
    const content = await readFile(join(assets, context.req.param('file')))
    return context.body(content, 200, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
  })
  return app
}
