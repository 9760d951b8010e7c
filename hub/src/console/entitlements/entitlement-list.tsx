import { idSchema } from '@octroi/shared/api/shapes'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Device } from '../../devices/device.ts'
import type { SoughtEntitlements } from '../../entitlements/entitlement.store.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Stores } from '../../stores.ts'
import { AccountChoices } from '../accounts/account-choices.tsx'
import { soughtAccount } from '../accounts/sought-account.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { byConsent, type OtherRow, Others } from './by-consent.tsx'
import { entitlementColumns } from './entitlement-columns.tsx'
import { entitlementRows } from './entitlement-rows.ts'
import { entitlementWords } from './entitlement-words.ts'
import { MayForm } from './may-form.tsx'
import { quotaPageRoutes } from './quota-page.tsx'

const path = '/console/entitlements'

interface Asked {
  readonly account: string
  readonly device: string
  readonly service: string
}

function askedOf({ req }: Context<HttpEnv>): Asked {
  const typed = (name: string): string => (req.query(name) ?? '').trim().slice(0, 200)
  return { account: typed('account'), device: typed('device'), service: typed('service') }
}

/** What to look for; `choices` where the account is not clear, or nothing can be found. */
interface Sought {
  readonly sought?: SoughtEntitlements
  readonly device?: Device
  readonly choices: readonly Account[]
}

async function soughtOf(stores: Stores, { account: who, device: id, service }: Asked): Promise<Sought> {
  const account = who === '' ? undefined : await soughtAccount(stores, who)
  if (account !== undefined && account.found === undefined) return { choices: account.choices }
  const device = isId('device', id) ? await stores.devices.get(id) : undefined
  if (id !== '' && device === undefined) return { choices: [] }
  const sought = {
    ...(account === undefined ? {} : { account: account.found.id }),
    ...(service === '' ? {} : { service }),
    ...(device === undefined ? {} : { device: { id: device.id, owner: device.owner } }),
  }
  return { sought, choices: [], ...(device === undefined ? {} : { device }) }
}

/** Who may do what, on which device, and the question whether somebody may. */
export function entitlementListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const { environment } = dependencies
  return new Hono<HttpEnv>()
    .route('/', quotaPageRoutes(dependencies))
    .get('/entitlements.csv', (context) => {
      const asked = askedOf(context)
      const columns = entitlementColumns(context.get('consoleView'))
      return csvFile(context, dependencies, {
        name: 'entitlements',
        columns,
        slice: async (stores, page) => {
          const { sought } = await soughtOf(stores, asked)
          return sought === undefined ? { items: [] } : entitlementRows(stores, environment.nowMs(), page, sought)
        },
      })
    })
    .get('/entitlements', (context) => listPage(context, dependencies))
}

async function listPage(context: Context<HttpEnv>, { storage, environment }: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const words = entitlementWords[view.language]
  const asked = askedOf(context)
  const after = idSchema('entitlement').optional().safeParse(context.req.query('after'))
  if (!after.success) return saidPage(context, view, 'notFound')
  const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
  const { services, found, rows, others } = await storage.read(context.get('caller').tenant, async (stores) => {
    const found = await soughtOf(stores, asked)
    const nowMs = environment.nowMs()
    const others: readonly OtherRow[] = found.device === undefined ? [] : await byConsent(stores, found.device, nowMs)
    const rows = found.sought === undefined ? { items: [] } : await entitlementRows(stores, nowMs, page, found.sought)
    return { services: (await stores.catalogue.latest())?.catalogue.services ?? {}, found, rows, others }
  })
  const isNarrowed = Object.values(asked).some((text) => text !== '')
  return context.html(
    <Page view={view} title={view.words.sections.entitlements} section="entitlements">
      <p class="intro">{words.intro}</p>
      <Narrow view={view} services={services} asked={asked} isNarrowed={isNarrowed} />
      {found.choices.length > 0 ? (
        <AccountChoices
          question={words.whichAccount}
          choices={found.choices}
          to={({ id }) => `${path}?${new URLSearchParams({ ...asked, account: id }).toString()}`}
        />
      ) : (
        <div id="entitlements" data-topics="accounts usage devices">
          <DataTable
            caption={view.words.sections.entitlements}
            columns={entitlementColumns(view)}
            rows={rows.items}
            empty={isNarrowed ? words.noneFound : words.none}
          />
        </div>
      )}
      <UnderList view={view} path={path} filter={{ ...asked }} after={after.data} next={rows.next} />
      {found.device === undefined ? null : <Others view={view} device={found.device} rows={others} />}
      <section>
        <h2>{words.may}</h2>
        <p class="under">{words.mayIntro}</p>
        <MayForm view={view} services={services} asked={{ device: asked.device }} />
      </section>
    </Page>,
  )
}

interface NarrowProps {
  readonly view: ConsoleView
  readonly services: Catalogue['services']
  readonly asked: Asked
  readonly isNarrowed: boolean
}

function Narrow({ view, services, asked, isNarrowed }: NarrowProps) {
  const words = entitlementWords[view.language]
  // The form below has fields of the same kind, so these have names of their own to be called by.
  return (
    <form class="filter" method="get" action={path} role="search">
      <Field name="of-account" label={words.accountHint}>
        <input {...described('of-account', {})} name="account" type="search" value={asked.account} maxlength={200} />
      </Field>
      <Field name="of-device" label={words.device}>
        <input {...described('of-device', {})} name="device" type="search" value={asked.device} maxlength={40} />
      </Field>
      <Field name="service" label={words.service}>
        <select {...described('service', {})}>
          <option value="">{words.everyService}</option>
          {Object.entries(services).map(([service, { name }]) => (
            <option value={service} selected={service === asked.service}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit">{words.search}</button>
      {isNarrowed ? <a href={path}>{view.words.clear}</a> : null}
    </form>
  )
}
