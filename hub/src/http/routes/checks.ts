import { createRoute, OpenAPIHono, type z } from '@hono/zod-openapi'
import { checkQuerySchema, checkSchema } from '@octroi/shared/api/checks'
import { notFound } from '@octroi/shared/errors/failure'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import { type CheckedAction, checkAction } from '../../authorizations/check-action.use-case.ts'
import { untoldSentences } from '../../authorizations/untold.ts'
import { type HttpDependencies, type HttpEnv, maySee } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'
import { priceView, reasonView } from './authorization-view.ts'

const checkRoute = createRoute({
  method: 'get',
  path: '/entitlements/check',
  tags: ['Entitlements'],
  summary: 'May this account do that on this device at that time, and why?',
  description: 'The decision as it would be made, or would have been made then, with every reason. Nothing is granted or kept.',
  request: { query: checkQuerySchema },
  responses: { 200: jsonAnswer(checkSchema, 'Whether it may, and every reason.'), ...commonProblems },
})

export function checkRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(checkRoute, async (context) => {
    const caller = context.get('caller')
    const { account = caller.account, device, service, action, at } = context.req.valid('query')
    if (!maySee(caller, account)) return problem(context, notFound('account', account))
    const nowMs = environment.nowMs()
    const atMs = (at === undefined ? undefined : parseInstant(at)) ?? nowMs
    const checked = await storage.read(caller.tenant, (stores) =>
      checkAction(stores, nowMs, { account, device, service, action, atMs }),
    )
    return checked.ok ? context.json(view(checked.value), 200) : problem(context, checked.error)
  })
}

function view({
  account,
  device,
  service,
  action,
  atMs,
  decision,
  priced,
  basis,
  untold,
}: CheckedAction): z.infer<typeof checkSchema> {
  return {
    ...{ account, device, service, action, at: formatInstant(atMs), allowed: decision.granted },
    ...(decision.granted ? { entitlement: decision.entitlement.id } : { code: decision.code }),
    reasons: decision.reasons.map(reasonView),
    ...(priced === undefined ? {} : { subscription: priced.subscription, price: priceView(priced.quote) }),
    basis,
    untold: untold.map((what) => ({ what, sentence: untoldSentences[what] })),
  }
}
