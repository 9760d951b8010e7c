import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { merchantRoutes, type Route } from '@octroi/shared/client/merchant-routes'
import { usageFeedRoutes } from '@octroi/shared/client/usage-feed-routes'
import { expect, test } from 'vitest'
import { root } from '../kit/source-files.ts'

type Answers = Readonly<
  Record<string, { readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>> }>
>
const document = JSON.parse(readFileSync(join(root, 'docs/reference/openapi.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Answers }>>>>
}

/** Nobody should have to wait for an answer to find that the client and the hub speak of two things. */
test.each(Object.entries<Route>({ ...merchantRoutes, ...usageFeedRoutes }))(
  '%s is in the API document, with the same answer',
  (_name, route) => {
    const { method, path, status, answer } = route
    const documented = document.paths[path]?.[method.toLowerCase()]?.responses[status]
    expect(documented).toBeDefined()
    const named = documented?.content?.['application/json']?.schema.$ref
    const id = answer?.meta()?.id
    expect(named).toBe(id === undefined ? undefined : `#/components/schemas/${id}`)
  },
)
