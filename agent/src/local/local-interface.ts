import {
  localGrantSchema,
  localNonceSchema,
  localPasscodeSchema,
  localPermitSchema,
  localStatusSchema,
} from '@octroi/shared/api/local'
import { type Problem, problemBody, problemMediaType } from '@octroi/shared/api/problem'
import { decodeBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import { actionName, readActionName } from '@octroi/shared/decisions/action-name'
import { type RefusalCode, refusalCure, refusalSentence } from '@octroi/shared/decisions/refusals'
import { fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { formatInstant } from '@octroi/shared/time/instant'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import type { ActingShell } from '../acting/shell.ts'
import type { Answer } from '../acting/state.ts'
import type { AgentEnvironment } from '../environment.ts'
import { type Journal, JournalFullError } from '../journal/journal.ts'
import { named } from '../journal/open-action.ts'
import { type LocalEnv, limitAddress } from './limit-address.ts'
import { hearRelayedTime } from './relayed-time.ts'

export interface LocalDependencies {
  readonly environment: Pick<AgentEnvironment, 'crypto' | 'monotonicMs'>
  readonly shell: ActingShell
  readonly journal: Journal
  readonly isConnected: () => boolean
}

const bodyBytesAtMost = 8192
/** Somebody who stands at the device tries a few times; whoever tries more is not opening a trunk. */
const permitsAtMost = { points: 20, duration: 10 }
/** As fast as a person types; how many wrong ones there may be at all is counted elsewhere. */
const passcodesAtMost = { points: 20, duration: 10 }
const statusAtMost = { points: 200, duration: 10 }
/** Fewer than the device keeps at once, so that nobody alone can push out another's. */
const noncesAtMost = { points: 6, duration: 30 }

/** HTTP on loopback or the local network: nonce, permits, passcodes, status. Answers carry the same codes as the hub's. */
export function localInterface({ environment, shell, journal, isConnected }: LocalDependencies): Hono<LocalEnv> {
  const app = new Hono<LocalEnv>()
  app.use(bodyLimit({ maxSize: bodyBytesAtMost, onError: () => problem(413, 'body_too_large', 'The body is too large.') }))

  app.get('/nonce', limitAddress(noncesAtMost, tooMany), async () => {
    const answer = await shell.askNonce()
    const nonce = answer.kind === 'nonce' ? toBase64url(answer.nonce) : ''
    return Response.json(localNonceSchema.parse({ nonce }))
  })

  app.post('/permits', limitAddress(permitsAtMost, tooMany), async (context) => {
    const body = localPermitSchema.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) return invalidBody(body.error)
    const { permit, link, presentation, relayed } = body.data
    if (relayed !== undefined) await hearRelayedTime({ environment, shell, journal }, relayed)
    const answer = await shell.presentPermit({
      permit: decodeBase64url(permit),
      ...(link === undefined ? {} : { link: decodeBase64url(link) }),
      ...(presentation === undefined ? {} : { presentation: decodeBase64url(presentation) }),
    })
    return decided(answer)
  })

  app.post('/passcodes', limitAddress(passcodesAtMost, tooMany), async (context) => {
    const body = localPasscodeSchema.safeParse(await context.req.json().catch(() => undefined))
    if (!body.success) return invalidBody(body.error)
    const { service, passcode } = body.data
    const offered = [...shell.state.keypad.actions].filter((name) => readActionName(name).service === service)
    const only = offered.length === 1 && offered[0] !== undefined ? readActionName(offered[0]).action : undefined
    const action = body.data.action ?? only
    if (action === undefined) return offered.length === 0 ? refusal('keypad_missing') : whichAction()
    return decided(await shell.enterPasscode({ action: actionName(service, action), passcode }))
  })

  app.get('/status', limitAddress(statusAtMost, tooMany), async () => {
    const { state, nowMs, uncertaintyMs } = shell.time()
    const actions = [...shell.state.actions].map(([service, open]) => [service, { ...named(open), phase: open.phase }])
    return Response.json(
      localStatusSchema.parse({
        device: shell.state.device,
        connected: isConnected(),
        time: { state, ...(state === 'unknown' ? {} : { now: formatInstant(nowMs) }), uncertaintyMs },
        actions: Object.fromEntries(actions),
        journal: await journal.status(),
      }),
    )
  })

  app.notFound(() => problem(404, 'route_not_found', 'There is no such thing here.'))
  app.onError((error) =>
    error instanceof JournalFullError ? refusal('journal_full') : problem(500, 'internal', 'Something went wrong here.'),
  )
  return app
}

function decided(answer: Answer): Response {
  if (answer.kind !== 'granted') return refusal(answer.kind === 'refused' ? answer.code : 'journal_full')
  const { authorization, use } = answer
  return Response.json(localGrantSchema.parse({ decision: 'granted', authorization, use }))
}

function whichAction(): Response {
  const faults = [fault('action', 'required', 'The keypad has several actions of this service; name one.')]
  return problem(422, 'invalid_input', 'The input has faults; each is listed.', { faults })
}

function refusal(code: RefusalCode): Response {
  return problem(403, code, refusalSentence(code), { cure: refusalCure(code) })
}

function tooMany(): Response {
  return problem(429, 'rate_limited', 'Too many attempts; wait a moment.')
}

function invalidBody(error: z.ZodError): Response {
  return problem(422, 'invalid_input', 'The input has faults; each is listed.', { faults: [...faultsOf(error)] })
}

function problem(status: number, code: string, detail: string, more: Pick<Problem, 'faults' | 'cure'> = {}): Response {
  const body: Problem = { ...problemBody({ status, code, title: detail, detail }), ...more }
  return Response.json(body, { status, headers: { 'content-type': problemMediaType } })
}
