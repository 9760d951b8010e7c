import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { activitiesSchema, membershipsSchema } from '@octroi/shared/api/accounts'
import { idSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { formatExact } from '@octroi/shared/money/decimal'
import { ownEntry } from '@octroi/shared/own-entry'
import { countersOf, ruleMonths } from '../../accounts/activity.ts'
import { knownAccount } from '../../accounts/known-account.use-case.ts'
import type { Membership } from '../../accounts/segments.ts'
import { segmentsOf } from '../../accounts/segments-of.use-case.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import { requireRole } from '../authenticate.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Accounts']
const params = z.object({ account: idSchema('account') })

const segmentsRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/segments',
  tags,
  summary: 'Show in which segments an account is, and why',
  middleware: [requireRole('operator')],
  request: { params },
  responses: { 200: jsonAnswer(membershipsSchema, 'Every segment of the catalogue in effect.'), ...commonProblems },
})

const activityRoute = createRoute({
  method: 'get',
  path: '/accounts/{account}/activity',
  tags,
  summary: 'Show what an account did, as rules count it',
  request: { params },
  responses: { 200: jsonAnswer(activitiesSchema, 'Each counter that is not nothing.'), ...commonProblems },
})

/** What rules make of an account. */
export function accountFactRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(segmentsRoute, async (context) => {
      const { account: id } = context.req.valid('param')
      const nowMs = environment.nowMs()
      const found = await storage.read(context.get('caller').tenant, async (stores) => {
        const known = await knownAccount(stores, id)
        const version = await stores.catalogue.inEffectAt(nowMs)
        if (known === undefined || version === undefined) return { known, version, memberships: [] }
        return { known, version, memberships: await segmentsOf(stores, nowMs, version.catalogue, known) }
      })
      const { known, version, memberships } = found
      if (known === undefined) return problem(context, notFound('account', id))
      const items = memberships.map((each) => membershipView(each, version?.catalogue))
      return context.json({ ...(version === undefined ? {} : { catalogueVersion: version.version }), items }, 200)
    })
    .openapi(activityRoute, async (context) => {
      const caller = context.get('caller')
      const { account: id } = context.req.valid('param')
      const { known, activities } = await storage.read(caller.tenant, async ({ accounts, activity }) => ({
        known: await accounts.get(id),
        activities: await activity.ofAll([id]),
      }))
      if (known === undefined || !maySee(caller, id)) return problem(context, notFound('account', id))
      const counters = countersOf(activities, ruleMonths(known.zone, environment.nowMs()))
      const items = counters.map(({ counter, month, twelveMonths, ever, records }) => ({
        ...{ counter, month: formatExact(month), twelveMonths: formatExact(twelveMonths) },
        ...{ ever: formatExact(ever), records },
      }))
      return context.json({ items }, 200)
    })
}

function membershipView({ segment, isMember, rules }: Membership, catalogue: Catalogue | undefined) {
  const name = ownEntry(catalogue?.segments ?? {}, segment)?.name
  return {
    ...{ segment, isMember },
    ...(name === undefined ? {} : { name }),
    rules: rules.map(({ subject: looksAt, wanted, is, holds }) => ({
      ...{ looksAt, wanted, holds },
      ...(is === undefined ? {} : { is }),
    })),
  }
}
