import { createRoute, OpenAPIHono, type z } from '@hono/zod-openapi'
import { openingsQuerySchema, openingsSchema } from '@octroi/shared/api/openings'
import { formatInstant } from '@octroi/shared/time/instant'
import { type ListedOpening, listOpenings } from '../../authorizations/list-openings.use-case.ts'
import { type HttpDependencies, type HttpEnv, visibleAccount } from '../context.ts'
import { pageRequest } from '../page-request.ts'
import { commonProblems } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/openings',
  tags: ['Devices'],
  summary: 'List what was opened on one’s devices, by whom and whether it was closed, newest first',
  request: { query: openingsQuerySchema },
  responses: {
    200: jsonAnswer(openingsSchema, 'A page of openings, also of those that nobody asked the hub for.'),
    ...commonProblems,
  },
})

export function openingRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(listRoute, async (context) => {
    const caller = context.get('caller')
    const asked = { page: pageRequest(context.req.valid('query')), owner: visibleAccount(caller) }
    const { items, ...rest } = await storage.read(caller.tenant, (stores) => listOpenings(stores, environment, asked))
    return context.json({ items: items.map(view), ...rest }, 200)
  })
}

function view(opening: ListedOpening): z.infer<typeof openingsSchema>['items'][number] {
  const { began, device, way, state, closed, secured, leftOpenSeconds, granted, requester, holder, isHandedOn } = opening
  const { seq, service, timeState, detail, authorization } = began
  return {
    ...{ device: began.device, label: device?.label ?? '', seq, service, way },
    openedAt: formatInstant(began.listedAtMs),
    timeState,
    ...(began.type === 'safety_action' && detail !== undefined ? { safetyAction: detail } : {}),
    ...(authorization === undefined ? {} : { authorization }),
    ...(granted === undefined ? {} : { action: granted.action }),
    ...(holder === undefined ? {} : { holder }),
    ...(isHandedOn === true ? { handedOn: true as const } : {}),
    ...(requester === undefined ? {} : { onBehalfOf: { account: requester.id, name: requester.name } }),
    state,
    ...told('closedAt', closed),
    ...told('securedAt', secured),
    ...(leftOpenSeconds === undefined ? {} : { leftOpenSeconds }),
  }
}

/** An instant by a clock that was not set says nothing. */
function told<K extends string>(key: K, moment: ListedOpening['closed']): { readonly [P in K]?: string } {
  const isKnown = moment !== undefined && moment.timeState !== 'unknown'
  return (isKnown ? { [key]: formatInstant(moment.atMs) } : {}) as { readonly [P in K]?: string }
}
