import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { importQuerySchema, importReportSchema, usualSystem } from '@octroi/shared/api/imports'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { dryImport, importOnce } from '../import-once.ts'
import { idempotencyHeader } from '../once.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const importRoute = createRoute({
  method: 'post',
  path: '/imports',
  tags: ['Imports'],
  summary: 'Take in accounts, devices or subscriptions from a file',
  description:
    'All rows are taken in, or none, and every fault is told at once. The same file once more changes nothing: rows are known again by their `externalId`.',
  middleware: [requireRole('operator')],
  request: {
    query: importQuerySchema,
    headers: idempotencyHeader,
    body: {
      required: true,
      description: 'A table in CSV (RFC 4180), at most 1 MiB and 1,000 rows, whose first line names its columns.',
      content: { 'text/csv': { schema: z.string() } },
    },
  },
  responses: { 200: jsonAnswer(importReportSchema, 'What each row became, or would become.'), ...commonProblems },
})

export function importRoutes(dependencies: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(importRoute, async (context) => {
    const { kind, dryRun, system = usualSystem } = context.req.valid('query')
    const file = { kind, system, text: await context.req.text() }
    if (dryRun === 'true') return context.json(await dryImport(context, dependencies, file), 200)
    const done = await importOnce(context, dependencies, file)
    return done.ok ? context.json(done.value, 200) : problem(context, done.error)
  })
}
