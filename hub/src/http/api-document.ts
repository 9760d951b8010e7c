import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from './context.ts'

/** How the API's pages are ordered: by the chain, what agents call last. */
const chapters = [
  'Tenant',
  'Accounts',
  'Catalogue',
  'Orders',
  'Subscriptions',
  'Promotions',
  'Entitlements',
  'Authorizations',
  'Devices',
  'Usage events',
  'Invoices',
  'Disputes',
  'Settlement',
  'Webhooks',
  'Audit',
  'Test mode',
  'Agents',
]

const description = `Grant an action on a connected thing, prove that it happened, settle with everyone involved.

Send an API key as \`Authorization: Bearer octroi_…\`. A key belongs to an account and has a role: an \`operator\` runs the
tenant and sees every account of it; a \`partner\` asks for actions on the devices of others; an \`account_holder\` sees to
its own account, devices and consents, reads who asked for what on its devices and what was opened, and may dispute a line
of its bill; a \`feed\` sends usage events and nothing else. A key that begins with \`octroi_test_\` reaches the tenant's test twin, where nothing is real; each answer to a key
says in \`Octroi-Livemode\` whether it was about the real thing. Every answer that is not a success is a problem (RFC 9457) with a stable \`code\`.`

export function openApiDocument(app: OpenAPIHono<HttpEnv>): ReturnType<typeof app.getOpenAPI31Document> {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Octroi',
      version: 'v1',
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    security: [{ apiKey: [] }],
    tags: chapters.map((name) => ({ name })),
  })
}

/** Which methods a path answers to, as the document tells: for whoever asks with another. */
export function methodsOf(app: OpenAPIHono<HttpEnv>): (path: string) => readonly string[] {
  const known = Object.entries(openApiDocument(app).paths ?? {}).map(([template, item]) => ({
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    methods: Object.keys(item ?? {}).map((method) => method.toUpperCase()),
  }))
  return (path) => known.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)
}
