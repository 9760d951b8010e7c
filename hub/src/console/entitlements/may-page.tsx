import { isId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { localInstant, type Zone } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import { type AskedMay, type MayAnswer, mayAct, shownAs } from '../../authorizations/may-act.use-case.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Device } from '../../devices/device.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { Form } from '../../http/pages/own-form.ts'
import type { Stores } from '../../stores.ts'
import { AccountChoices } from '../accounts/account-choices.tsx'
import { soughtAccount } from '../accounts/sought-account.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Page } from '../frame/page.tsx'
import { mayPath } from './entitlement-columns.tsx'
import { type EntitlementWords, entitlementWords } from './entitlement-words.ts'
import { MayAnswered } from './may-answer.tsx'
import { type MayField, MayForm } from './may-form.tsx'

/** The answer to "may they?", what is still to be chosen, or what is wrong with the question. */
interface Looked {
  readonly answer?: MayAnswer
  readonly accounts?: readonly Account[]
  readonly devices?: readonly Device[]
  readonly faults?: Partial<Readonly<Record<MayField, string>>>
  /** Nothing is wrong, but the device is still to be named: links lead here with no more than an account. */
  readonly isUnfinished?: boolean
}

/** Asks the decision as it would be made, and says every reason. It is a page to read: nothing is done. */
export function mayRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { storage } = dependencies
  return new Hono<HttpEnv>().get('/entitlements/may', async (context) => {
    const view = context.get('consoleView')
    const words = entitlementWords[view.language]
    const typed = typedOf(context)
    const { services, looked } = await storage.read(context.get('caller').tenant, async (stores) => ({
      services: (await stores.catalogue.latest())?.catalogue.services ?? {},
      looked: await look(stores, dependencies, view, typed),
    }))
    return context.html(
      <Page
        view={view}
        title={words.may}
        section="entitlements"
        above={<a href="/console/entitlements">{view.words.sections.entitlements}</a>}
      >
        <p class="intro">{words.mayIntro}</p>
        <MayForm view={view} services={services} asked={typed} faults={looked.faults ?? {}} />
        <ToChoose words={words} typed={typed} looked={looked} />
        {looked.answer === undefined ? null : (
          <div id="may" data-topics="accounts devices usage catalogue">
            <MayAnswered view={view} words={words} answer={looked.answer} use={useName(services, typed.use ?? '')} />
          </div>
        )}
      </Page>,
      looked.faults === undefined || looked.isUnfinished === true ? 200 : 422,
    )
  })
}

function typedOf({ req }: Context<HttpEnv>): Form {
  return Object.fromEntries(['account', 'device', 'use', 'at', 'shown'].map((name) => [name, (req.query(name) ?? '').trim()]))
}

const devicesAtMost = 100

async function look(stores: Stores, { environment }: HttpDependencies, view: ConsoleView, typed: Form): Promise<Looked> {
  const words = entitlementWords[view.language]
  const { account: who = '', device: written = '', use = '', at = '', shown } = typed
  const [service = '', action = ''] = use.split(':')
  if (who === '' && use === '') return {}
  const atMs = at === '' ? environment.nowMs() : localInstant(view.zone as Zone, at)
  const sought = await soughtAccount(stores, who.slice(0, 200))
  const faults = {
    ...(sought.found === undefined && sought.choices.length === 0 ? { account: words.noAccount } : {}),
    ...(service === '' || action === '' ? { use: words.useUnknown } : {}),
    ...(atMs === undefined ? { at: words.atWrong } : {}),
    ...(written !== '' && !isId('device', written) ? { device: words.deviceUnknown } : {}),
  }
  if (Object.keys(faults).length > 0) return { faults }
  if (sought.found === undefined) return { accounts: sought.choices }
  const devices = isId('device', written) ? undefined : await ownDevices(stores, sought.found, service, action)
  const device = isId('device', written) ? written : devices?.[0]?.id
  if (device === undefined || atMs === undefined) return { faults: { device: words.noDevice }, isUnfinished: true }
  if (devices !== undefined && devices.length > 1) return { devices }
  const asked: AskedMay = {
    account: sought.found.id,
    device,
    service,
    action,
    atMs,
    shownAs: shownAs.find((form) => form === shown) ?? 'bound',
  }
  const found = await mayAct(stores, environment, asked)
  return found.ok ? { answer: found.value } : { faults: { device: words.deviceUnknown } }
}

/** Those of the account that offer what is asked for. */
async function ownDevices(
  { devices }: Pick<Stores, 'devices'>,
  { id }: Account,
  service: string,
  action: string,
): Promise<readonly Device[]> {
  const { items } = await devices.list({ limit: devicesAtMost }, id)
  return items.filter(({ services }) => ownEntry(services, service)?.includes(action) === true)
}

interface ChooseProps {
  readonly words: EntitlementWords
  readonly typed: Form
  readonly looked: Looked
}

function ToChoose({ words, typed, looked: { accounts = [], devices = [] } }: ChooseProps) {
  if (accounts.length > 0) {
    const to = ({ id }: Account): string => mayPath({ ...typed, account: id })
    return <AccountChoices question={words.whichAccount} choices={accounts} to={to} />
  }
  if (devices.length === 0) return null
  return (
    <section>
      <h2>{words.whichDevice}</h2>
      <ul class="plain">
        {devices.map(({ id, label }) => (
          <li>
            <a href={mayPath({ ...typed, device: id })}>{label}</a> <span class="id">{id}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** `Home alarm (arm)`, as the catalogue calls the service. */
function useName(services: Catalogue['services'], use: string): string {
  const [service = '', action = ''] = use.split(':')
  return `${ownEntry(services, service)?.name ?? service} (${action})`
}
