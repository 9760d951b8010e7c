import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import {
  consentSchema,
  consentsSchema,
  type entitlementSchema,
  entitlementsSchema,
  newConsentSchema,
} from '@octroi/shared/api/entitlements'
import { idSchema, pageQuerySchema } from '@octroi/shared/api/shapes'
import type { Entitlement, LeaseTerms } from '@octroi/shared/decisions/action'
import type { Limit } from '@octroi/shared/decisions/limit'
import { notFound } from '@octroi/shared/errors/failure'
import { ok } from '@octroi/shared/errors/result'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import type { GivenConsent } from '../../entitlements/entitlement.store.ts'
import { type GiveConsent, giveConsent } from '../../entitlements/give-consent.use-case.ts'
import { revokeConsent } from '../../entitlements/revoke-consent.use-case.ts'
import { type HttpDependencies, type HttpEnv, maySee, visibleAccount } from '../context.ts'
import { idempotencyHeader, inTransactionOnce } from '../once.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer, jsonBody } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const tags = ['Entitlements']

const listRoute = createRoute({
  method: 'get',
  path: '/entitlements',
  tags,
  summary: 'List entitlements, newest first',
  request: { query: pageQuerySchema(idSchema('entitlement')) },
  responses: { 200: jsonAnswer(entitlementsSchema, 'A page of the entitlements the caller may see.'), ...commonProblems },
})

const giveRoute = createRoute({
  method: 'post',
  path: '/consents',
  tags,
  summary: 'Consent to somebody else using a service on one’s devices',
  request: { headers: idempotencyHeader, body: jsonBody(newConsentSchema) },
  responses: { 201: jsonAnswer(consentSchema, 'The consent.'), ...commonProblems },
})

const consentsRoute = createRoute({
  method: 'get',
  path: '/consents',
  tags,
  summary: 'List consents given or received, newest first',
  request: { query: pageQuerySchema(idSchema('consent')) },
  responses: { 200: jsonAnswer(consentsSchema, 'A page of the consents the caller may see.'), ...commonProblems },
})

const revokeRoute = createRoute({
  method: 'delete',
  path: '/consents/{consent}',
  tags,
  summary: 'Take a consent back, from now on',
  request: { params: z.object({ consent: idSchema('consent') }) },
  responses: {
    200: jsonAnswer(consentSchema, 'The consent with its end. Permits issued under it and not used are taken back.'),
    ...commonProblems,
  },
})

export function entitlementRoutes(dependencies: HttpDependencies) {
  const { storage, environment, onRevoked, onEntitled } = dependencies
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
    .openapi(listRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, (stores) =>
        stores.entitlements.list(page, visibleAccount(caller)),
      )
      return context.json({ items: items.map(entitlementView), ...rest }, 200)
    })
    .openapi(giveRoute, async (context) => {
      const caller = context.get('caller')
      const { owner = caller.account, grantee, service, device, actions, from, until } = context.req.valid('json')
      if (!maySee(caller, owner)) return problem(context, notFound('account', owner))
      const command: GiveConsent = {
        owner,
        grantee,
        service,
        ...(device === undefined ? {} : { device }),
        ...(actions === undefined ? {} : { actions }),
        ...instant('fromMs', from),
        ...instant('untilMs', until),
      }
      const given = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await giveConsent(stores, environment, command)
        return done.ok ? ok(consentView(done.value)) : done
      })
      if (!given.ok) return problem(context, given.error)
      // An order of the grantee may have waited for it.
      onEntitled(caller.tenant, grantee)
      return context.json(given.value, 201)
    })
    .openapi(consentsRoute, async (context) => {
      const caller = context.get('caller')
      const page = pageRequest(context.req.valid('query'))
      const { items, ...rest } = await storage.read(caller.tenant, ({ consents }) => consents.list(page, visibleAccount(caller)))
      return context.json({ items: items.map(consentView), ...rest }, 200)
    })
    .openapi(revokeRoute, async (context) => {
      const caller = context.get('caller')
      const { consent: id } = context.req.valid('param')
      const command = { id, owner: visibleAccount(caller) }
      const revoked = await inTransactionOnce(context, dependencies, async (stores) => {
        const done = await revokeConsent(stores, environment, command)
        return done.ok ? ok({ consent: consentView(done.value.consent), devices: done.value.devices }) : done
      })
      if (!revoked.ok) return problem(context, revoked.error)
      for (const device of revoked.value.devices) onRevoked(caller.tenant, device)
      return context.json(revoked.value.consent, 200)
    })
}

function instant<K extends string>(key: K, text: string | undefined): { readonly [P in K]?: number } {
  const ms = text === undefined ? undefined : parseInstant(text)
  return (ms === undefined ? {} : { [key]: ms }) as { readonly [P in K]?: number }
}

function entitlementView({
  fromMs,
  untilMs,
  actions,
  lease,
  limit,
  value,
  ...rest
}: Entitlement): z.infer<typeof entitlementSchema> {
  const until = untilMs === undefined ? {} : { until: formatInstant(untilMs) }
  const leased = lease === undefined ? {} : { lease: leaseView(lease) }
  const terms = {
    ...leased,
    ...(limit === undefined ? {} : { limit: limitView(limit) }),
    ...(value === undefined ? {} : { value: { ...value } }),
  }
  return { ...rest, actions: [...actions], from: formatInstant(fromMs), ...until, ...terms }
}

function leaseView({ essential, quotas, ...terms }: LeaseTerms): NonNullable<z.infer<typeof entitlementSchema>['lease']> {
  const included = quotas.map(({ counter, quantity }) => ({ counter, quantity: formatQuantity(quantity) }))
  return { ...terms, essential: [...essential], quotas: included }
}

function limitView({
  meter,
  counts,
  quantity,
  perQuantity,
  cycle,
  kind,
  notices,
  rollover,
  offline,
  replaces: _,
  ...terms
}: Limit) {
  return {
    ...{ meter, unit: counts.unit, quantity: formatQuantity(quantity), every: cycle?.every ?? ('once' as const), kind },
    ...{ notices: [...notices], ...terms },
    ...(perQuantity === undefined ? {} : { perQuantity: true as const }),
    ...(rollover === undefined ? {} : { rollover: { atMost: formatQuantity(rollover.atMost) } }),
    ...(offline === undefined ? {} : { offline: { perDevice: formatQuantity(offline.perDevice) } }),
  }
}

function consentView({ fromMs, untilMs, givenAtMs, actions, ...consent }: GivenConsent): z.infer<typeof consentSchema> {
  const until = untilMs === undefined ? {} : { until: formatInstant(untilMs) }
  const only = actions === undefined ? {} : { actions: [...actions] }
  return { ...consent, ...only, from: formatInstant(fromMs), ...until, givenAt: formatInstant(givenAtMs) }
}
