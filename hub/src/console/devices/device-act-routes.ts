import { newSuspensionSchema, newTransferSchema } from '@octroi/shared/api/devices'
import { gapClosingSchema } from '@octroi/shared/api/quarantine'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type AccountId, type DeviceId, isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { rotatePasscodeKey } from '../../authorizations/rotate-passcode-key.use-case.ts'
import { liftSuspension, suspendDevice } from '../../devices/suspend-device.use-case.ts'
import { transferDevice } from '../../devices/transfer-device.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { closeGaps } from '../../proof/close-gaps.use-case.ts'
import type { Stores } from '../../stores.ts'
import { act } from '../frame/act.ts'
import { saidPage } from '../frame/plain-pages.tsx'
import type { RefusedAct } from './device-acts.tsx'
import { devicePage } from './device-page.tsx'

const reasonMissing = { code: 'reason_missing' }
const notFoundAccount = invalid([fault('account', 'account_not_found', 'There is no such account here.')])

interface DeviceAct {
  readonly name: RefusedAct['act']
  /** The word of what was done. */
  readonly done: string
  /** Undefined where the form is not filled in. */
  readonly work: (
    context: Context<HttpEnv>,
    device: DeviceId,
  ) => ((stores: Stores) => Promise<Result<unknown, Failure>>) | undefined
  readonly after?: (context: Context<HttpEnv>, device: DeviceId) => void
}

/** What the operator may do about a device. */
export function deviceActRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment, onSuspended, onRevoked, onEntitled, onEnqueued } = dependencies
  const acts: Readonly<Record<string, DeviceAct>> = {
    suspend: {
      name: 'suspend',
      done: 'suspended',
      work: (context, device) => {
        const asked = newSuspensionSchema.safeParse({ reason: context.get('form').reason ?? '' })
        return asked.success ? (stores) => suspendDevice(stores, environment, { device, ...asked.data }) : undefined
      },
      after: (context, device) => onSuspended(context.get('caller').tenant, device),
    },
    resume: {
      name: 'resume',
      done: 'resumed',
      work: (_context, device) => (stores) => liftSuspension(stores, environment, device),
    },
    transfer: {
      name: 'transfer',
      done: 'transferred',
      work: (context, device) => {
        const { account, subscriptions } = context.get('form')
        const asked = newTransferSchema.safeParse({ account: account?.trim(), subscriptions })
        if (!asked.success) return (_stores) => Promise.resolve(err(notFoundAccount))
        const command = { device, to: asked.data.account, subscriptions: asked.data.subscriptions ?? 'end' } as const
        return async (stores) => {
          const done = await transferDevice(stores, environment, command)
          return done.ok ? ok({ from: done.value.from }) : done
        }
      },
      after: (context, device) => {
        const { tenant } = context.get('caller')
        const { account = '' } = context.get('form')
        onRevoked(tenant, device)
        if (isId('account', account.trim())) onEntitled(tenant, account.trim() as AccountId)
        onEnqueued()
      },
    },
    rotate: {
      name: 'rotate',
      done: 'rotated',
      work: (_context, device) => (stores) => rotatePasscodeKey(stores, environment, device),
    },
    gaps: {
      name: 'close',
      done: 'closed',
      work: (context, device) => {
        const { reason = '', through } = context.get('form')
        const asked = gapClosingSchema.safeParse({ reason, through: Number(through) })
        const by = context.get('caller').account
        return asked.success ? (stores) => closeGaps(stores, environment, { ...asked.data, device, by }) : undefined
      },
    },
  }
  const app = new Hono<HttpEnv>()
  for (const [path, deviceAct] of Object.entries(acts)) {
    app.post(`/devices/:device/${path}`, (context) => doAct(context, dependencies, deviceAct))
  }
  return app
}

async function doAct(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  { name, done, work, after }: DeviceAct,
): Promise<Response> {
  const device = context.req.param('device') ?? ''
  if (!isId('device', device)) return saidPage(context, context.get('consoleView'), 'notFound')
  const refused = ({ code }: Pick<Failure, 'code'>) => devicePage(context, dependencies, { act: name, code })
  const asked = work(context, device)
  if (asked === undefined) return refused(reasonMissing)
  return act(context, dependencies, asked, {
    onRefused: refused,
    onDone: () => {
      after?.(context, device)
      return context.redirect(`/console/devices/${device}?done=${done}`, 303)
    },
  })
}
