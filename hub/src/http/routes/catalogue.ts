import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  catalogueChangesQuerySchema,
  catalogueChangesSchema,
  catalogueSourceSchema,
  type catalogueVersionSchema,
  catalogueVersionsSchema,
  publishedVersionSchema,
  publishQuerySchema,
} from '@octroi/shared/api/catalogue'
import { numberCursor, pageQuerySchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { CatalogueVersion } from '../../catalogue/catalogue.store.ts'
import { noCatalogue } from '../../catalogue/catalogue.ts'
import { diffCatalogues } from '../../catalogue/diff-catalogues.ts'
import { publishCatalogue } from '../../catalogue/publish-catalogue.use-case.ts'
import { requireRole } from '../authenticate.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Catalogue']

const publishRoute = createRoute({
  method: 'post',
  path: '/catalogue/versions',
  tags,
  summary: 'Publish the next version of the catalogue',
  middleware: [requireRole('operator')],
  request: {
    query: publishQuerySchema,
    headers: idempotencyHeader,
    body: {
      required: true,
      description: 'The catalogue as YAML (JSON is YAML too).',
      content: { 'application/yaml': { schema: z.string() } },
    },
  },
  responses: { 201: jsonAnswer(publishedVersionSchema, 'The version.'), ...commonProblems },
})

const listRoute = createRoute({
  method: 'get',
  path: '/catalogue/versions',
  tags,
  summary: 'List the versions, newest first',
  request: { query: pageQuerySchema(numberCursor) },
  responses: { 200: jsonAnswer(catalogueVersionsSchema, 'A page of versions.'), ...commonProblems },
})

const versionParams = z.object({ version: z.string().regex(/^[1-9]\d{0,8}$/, 'must be a version number') })

const showRoute = createRoute({
  method: 'get',
  path: '/catalogue/versions/{version}',
  tags,
  summary: 'Show a version with its source',
  middleware: [requireRole('operator')],
  request: { params: versionParams },
  responses: { 200: jsonAnswer(catalogueSourceSchema, 'The version as it was published.'), ...commonProblems },
})

const changesRoute = createRoute({
  method: 'get',
  path: '/catalogue/versions/{version}/changes',
  tags,
  summary: 'Show what a version changed',
  middleware: [requireRole('operator')],
  request: { params: versionParams, query: catalogueChangesQuerySchema },
  responses: { 200: jsonAnswer(catalogueChangesSchema, 'Each change, with its place in the file.'), ...commonProblems },
})

export function catalogueRoutes(dependencies: HttpDependencies) {
  const { storage, environment } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(publishRoute, async (context) => {
      const { effectiveFrom, touches } = context.req.valid('query')
      const effectiveFromMs = effectiveFrom === undefined ? undefined : parseInstant(effectiveFrom)
      const source = await context.req.text()
      const published = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await publishCatalogue(stores, environment, {
          source,
          ...(effectiveFromMs === undefined ? {} : { effectiveFromMs }),
          ...(touches === undefined ? {} : { touches }),
        })
        return done.ok ? ok({ ...view(done.value), staysBehind: [...done.value.staysBehind] }) : done
      })
      return published.ok ? context.json(published.value, 201) : problem(context, published.error)
    })
    .openapi(listRoute, async (context) => {
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(context.get('caller').tenant, ({ catalogue }) => catalogue.list(page))
      return context.json({ items: items.map(view), ...rest }, 200)
    })
    .openapi(showRoute, async (context) => {
      const { version } = context.req.valid('param')
      const found = await storage.read(context.get('caller').tenant, ({ catalogue }) => catalogue.get(Number(version)))
      if (found === undefined) return problem(context, notFound('catalogue_version', version))
      return context.json({ ...view(found), source: found.source }, 200)
    })
    .openapi(changesRoute, async (context) => {
      const to = Number(context.req.valid('param').version)
      const from = Number(context.req.valid('query').from ?? to - 1)
      const { before, after } = await storage.read(context.get('caller').tenant, async ({ catalogue }) => ({
        before: await catalogue.get(from),
        after: await catalogue.get(to),
      }))
      if (after === undefined) return problem(context, notFound('catalogue_version', String(to)))
      // The first version changed everything: before it there was nothing.
      if (before === undefined && from !== 0) return problem(context, notFound('catalogue_version', String(from)))
      const changes = diffCatalogues(before?.catalogue ?? noCatalogue, after.catalogue)
      // Any JSON, or absent: more than the types of an answer can say.
      return context.json({ from, to, changes: changes as never[] }, 200)
    })
}

function view({
  version,
  effectiveFromMs,
  publishedAtMs,
  touches,
  catalogue,
}: CatalogueVersion): z.infer<typeof catalogueVersionSchema> {
  return {
    version,
    effectiveFrom: formatInstant(effectiveFromMs),
    publishedAt: formatInstant(publishedAtMs),
    touches,
    offers: Object.entries(catalogue.offers).map(([key, { name, currency }]) => ({ key, name, currency })),
  }
}
