import { newDeviceSchema } from '@octroi/shared/api/devices'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import { type RegisteredDevice, registerDevice, renewClaim } from '../../devices/register-device.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { deviceView } from '../../http/device-view.ts'
import { inTransaction } from '../../http/once.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Empty, Facts, FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { claimWords } from './claim-words.ts'
import { devicePage } from './device-page.tsx'
import { QrCode } from './qr-code.tsx'

const path = '/console/devices'

/** Registering a device, and the code its agent enrols with. */
export function registerDeviceRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment } = dependencies
  return new Hono<HttpEnv>()
    .get('/devices/new', (context) => formPage(context, dependencies))
    .post('/devices/new', (context) => register(context, dependencies))
    .post('/devices/:device/claim', (context) => {
      const device = context.req.param('device')
      if (!isId('device', device)) return saidPage(context, context.get('consoleView'), 'notFound')
      return act(context, dependencies, (stores) => renewClaim(stores, environment, device), {
        onRefused: ({ code }) => devicePage(context, dependencies, { act: 'resume', code }),
        onDone: (renewed) => claimPage(context, dependencies, viewOf(renewed)),
      })
    })
}

/** As it can be kept for a form that is sent twice. */
function viewOf({ device, claimCode, claimExpiresAtMs }: RegisteredDevice) {
  return { ...deviceView(device), claimCode, claimExpiresAt: formatInstant(claimExpiresAtMs) }
}

type Claimed = ReturnType<typeof viewOf>

async function register(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const form = context.get('form')
  const asked = newDeviceSchema.safeParse({ owner: (form.owner ?? '').trim(), label: form.label ?? '', services: offered(form) })
  if (!asked.success || Object.keys(asked.data.services).length === 0) {
    const wrong = asked.success ? [] : asked.error.issues.map(({ path: [field] }) => String(field))
    return formPage(context, dependencies, new Set([...wrong, ...(Object.keys(offered(form)).length === 0 ? ['services'] : [])]))
  }
  const { once = '' } = form
  const repeatable = /^[\w-]{22}$/.test(once) ? { key: `form ${once}`, asked: JSON.stringify(form) } : undefined
  const registered = await inTransaction(
    context,
    dependencies,
    async (stores) => {
      const done = await registerDevice(stores, dependencies.environment, asked.data)
      return done.ok ? ok(viewOf(done.value)) : done
    },
    repeatable,
  )
  if (registered.ok) return claimPage(context, dependencies, registered.value)
  const faults = registered.error.faults ?? []
  return formPage(context, dependencies, new Set(faults.map(({ path: at }) => at.split('.')[0] ?? '')))
}

/** Each box stands for an action; a service without actions is a box of its own. */
function offered(form: Form): Readonly<Record<string, readonly string[]>> {
  const services: Record<string, string[]> = {}
  for (const name of Object.keys(form)) {
    const [, service, action] = /^service:([^:]+)(?::([^:]+))?$/.exec(name) ?? []
    if (service === undefined) continue
    services[service] = [...(services[service] ?? []), ...(action === undefined ? [] : [action])]
  }
  return services
}

async function formPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  wrong?: ReadonlySet<string>,
): Promise<Response> {
  const view = context.get('consoleView')
  if (!view.mayChange) return saidPage(context, view, 'mayNot')
  const words = claimWords[view.language]
  const latest = await storage.read(context.get('caller').tenant, ({ catalogue }) => catalogue.latest())
  const form = wrong === undefined ? { owner: context.req.query('owner') ?? '' } : context.get('form')
  const once = Buffer.from(environment.randomBytes(16)).toString('base64url')
  const services = latest?.catalogue.services ?? {}
  return context.html(
    <Page view={view} title={words.register} section="devices" above={<a href={path}>{view.words.sections.devices}</a>}>
      <p class="intro">{words.intro}</p>
      {Object.keys(services).length === 0 ? (
        <Empty>
          {words.noServices} <a href="/console/catalogue">{view.words.sections.catalogue}</a>
        </Empty>
      ) : (
        <RegisterForm view={view} form={{ once, ...form }} services={services} wrong={wrong ?? new Set()} />
      )}
    </Page>,
    wrong === undefined ? 200 : 422,
  )
}

interface FormProps {
  readonly view: ConsoleView
  readonly form: Form
  readonly services: Catalogue['services']
  readonly wrong: ReadonlySet<string>
}

function RegisterForm({ view, form, services, wrong }: FormProps) {
  const words = claimWords[view.language]
  const owner = { hint: words.ownerHint, fault: wrong.has('owner') ? words.ownerWrong : undefined }
  const label = { hint: words.labelHint, fault: wrong.has('label') ? words.labelWrong : undefined }
  return (
    <form method="post" action={`${path}/new`}>
      <FormToken view={view} />
      <input type="hidden" name="once" value={form.once} />
      <Field name="owner" label={words.owner} {...owner}>
        <input
          {...described('owner', owner)}
          value={form.owner}
          required
          maxlength={31}
          placeholder="acct_…"
          spellcheck={false}
        />
      </Field>
      <Field name="label" label={words.label} {...label}>
        <input {...described('label', label)} value={form.label} required maxlength={200} />
      </Field>
      <fieldset aria-describedby={wrong.has('services') ? 'services-fault' : undefined}>
        <legend>{words.services}</legend>
        {Object.entries(services).map(([service, { name, actions }]) => (
          <ServiceBoxes form={form} service={service} name={name} actions={actions} />
        ))}
        {wrong.has('services') ? (
          <p class="fault" id="services-fault">
            {words.servicesWrong}
          </p>
        ) : null}
      </fieldset>
      <button type="submit">{words.submit}</button>
    </form>
  )
}

interface BoxesProps {
  readonly form: Form
  readonly service: string
  readonly name: string
  readonly actions: readonly string[]
}

function ServiceBoxes({ form, service, name, actions }: BoxesProps) {
  const boxes =
    actions.length === 0
      ? [{ box: `service:${service}`, text: name }]
      : actions.map((action) => ({ box: `service:${service}:${action}`, text: action }))
  return (
    <div class="boxes" {...(actions.length === 0 ? {} : { role: 'group' as const, 'aria-label': name })}>
      {actions.length === 0 ? null : <span class="soft">{name}</span>}
      {boxes.map(({ box, text }) => (
        <label>
          <input type="checkbox" name={box} checked={form[box] !== undefined} /> {text}
        </label>
      ))}
    </div>
  )
}

/** The one time that the code is shown: as text, and to be read by a camera. */
function claimPage(context: Context<HttpEnv>, { origins }: HttpDependencies, claimed: Claimed): Response | Promise<Response> {
  const view = context.get('consoleView')
  const words = claimWords[view.language]
  const { id, label, claimCode, claimExpiresAt } = claimed
  const { tenant } = context.get('caller')
  const hub = origins()[0] ?? ''
  const settings = `OCTROI_HUB=${hub}\nOCTROI_TENANT=${tenant}\nOCTROI_CLAIM_CODE=${claimCode}\n`
  return context.html(
    <Page view={view} title={label} section="devices" notice={words.once}>
      <div class="claim">
        <QrCode text={settings} label={words.qr} />
        <div>
          <Facts
            facts={[
              [words.code, <strong class="id code">{claimCode}</strong>],
              [words.until, view.formats.time(Date.parse(claimExpiresAt))],
              [words.hub, <span class="id">{hub}</span>],
              [words.tenant, <span class="id">{tenant}</span>],
              [words.device, <span class="id">{id}</span>],
            ]}
          />
        </div>
      </div>
      <p class="under">{words.settings}</p>
      <pre>{settings}</pre>
      <p>
        <a href={`${path}/${id}`}>{words.toDevice}</a>
      </p>
    </Page>,
    201,
  )
}
