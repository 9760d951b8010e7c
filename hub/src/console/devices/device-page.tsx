import { newSuspensionSchema } from '@octroi/shared/api/devices'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Device } from '../../devices/device.ts'
import { liftSuspension, suspendDevice } from '../../devices/suspend-device.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, type Fact, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { deviceTones } from './device-tones.ts'
import { type DeviceWords, deviceWords } from './device-words.ts'

/** One device: what it is, how it does, and what the operator may do about it. */
export function devicePageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/devices/:device', (context) => devicePage(context, dependencies))
    .post('/devices/:device/suspend', (context) => suspend(context, dependencies))
    .post('/devices/:device/resume', (context) => resume(context, dependencies))
}

async function suspend(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const device = context.req.param('device') ?? ''
  if (!isId('device', device)) return saidPage(context, context.get('consoleView'), 'notFound')
  const asked = newSuspensionSchema.safeParse({ reason: (context.get('form').reason ?? '').trim() })
  if (!asked.success) return devicePage(context, dependencies, { reasonWrong: true })
  return act(
    context,
    dependencies,
    (stores) => suspendDevice(stores, dependencies.environment, { device, reason: asked.data.reason }),
    {
      onRefused: () => devicePage(context, dependencies, { reasonWrong: true }),
      onDone: () => {
        dependencies.onSuspended(context.get('caller').tenant, device)
        return context.redirect(`/console/devices/${device}?done=suspended`, 303)
      },
    },
  )
}

async function resume(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const device = context.req.param('device') ?? ''
  if (!isId('device', device)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => liftSuspension(stores, device), {
    onRefused: () => devicePage(context, dependencies),
    onDone: () => context.redirect(`/console/devices/${device}?done=resumed`, 303),
  })
}

interface Refused {
  readonly reasonWrong?: boolean
}

async function devicePage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused: Refused = {}): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('device') ?? ''
  const device = isId('device', id)
    ? await storage.read(context.get('caller').tenant, ({ devices }) => devices.get(id))
    : undefined
  if (device === undefined) return saidPage(context, view, 'notFound')
  const words = deviceWords[view.language]
  const done = context.req.query('done')
  const notice = done === 'suspended' || done === 'resumed' ? words.done[done] : undefined
  return context.html(
    <Page
      view={view}
      title={device.label}
      section="devices"
      notice={notice}
      above={<a href="/console/devices">{view.words.sections.devices}</a>}
    >
      <div id="device" data-topics="devices">
        <Facts facts={factsOf(view, words, device)} />
      </div>
      {view.mayChange ? <Acts view={view} words={words} device={device} refused={refused} /> : null}
    </Page>,
    refused.reasonWrong === true ? 422 : 200,
  )
}

function factsOf({ formats }: ConsoleView, words: DeviceWords, device: Device): readonly (Fact | undefined)[] {
  const { id, owner, state, services, suspension, createdAtMs } = device
  return [
    [words.device, <span class="id">{id}</span>],
    [words.owner, <span class="id">{owner}</span>],
    [words.state, <Mark tone={deviceTones[state]}>{words.states[state]}</Mark>],
    suspension && [words.suspended, `${formats.time(suspension.sinceMs)}: ${suspension.reason}`],
    [
      words.offers,
      Object.entries(services)
        .map(([service, actions]) => `${service}: ${actions.join(', ')}`)
        .join('; '),
    ],
    [words.registered, formats.time(createdAtMs)],
  ]
}

interface ActsProps {
  readonly view: ConsoleView
  readonly words: DeviceWords
  readonly device: Device
  readonly refused: Refused
}

function Acts({ view, words, device, refused }: ActsProps) {
  const path = `/console/devices/${device.id}`
  if (device.suspension !== undefined) {
    return (
      <section>
        <form method="post" action={`${path}/resume`}>
          <FormToken view={view} />
          <p>{words.resumeHint}</p>
          <button type="submit">{words.resume}</button>
        </form>
      </section>
    )
  }
  if (device.state === 'registered') return null
  const fault = refused.reasonWrong === true ? words.reasonWrong : undefined
  return (
    <section>
      <Ask label={words.suspend} isOpen={refused.reasonWrong}>
        <form method="post" action={`${path}/suspend`}>
          <FormToken view={view} />
          <p>{words.suspendHint}</p>
          <Field name="reason" label={words.reason} fault={fault}>
            <input {...described('reason', { fault })} required maxlength={200} />
          </Field>
          <button type="submit" class="grave">
            {words.suspend}
          </button>
        </form>
      </Ask>
    </section>
  )
}
