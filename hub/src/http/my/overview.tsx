import { Hono } from 'hono'
import { type ListedOpening, listOpenings } from '../../authorizations/list-openings.use-case.ts'
import type { Device } from '../../devices/device.ts'
import type { ShownQuota } from '../../entitlements/show-quota.use-case.ts'
import type { DraftInvoice } from '../../invoicing/draft-invoice.ts'
import { promotedDrafts } from '../../invoicing/promoted-drafts.use-case.ts'
import { totalsOf } from '../../invoicing/totals-of.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { OpeningList } from './opening-list.tsx'
import { Empty, Page } from './page.tsx'
import { Promised, type PromisedTo, promisedTo } from './promised.tsx'
import { Quotas, quotasLeft } from './quotas.tsx'
import { serviceNames } from './service-names.ts'
import type { OwnView } from './view.ts'

const devicesAtMost = 100
const openingsAtMost = 3

/** The first page: devices, what was opened lately, and what the month comes to so far. */
export function overviewRoutes({ storage, environment }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/', async (context) => {
    const view = context.get('view')
    const { id } = view.account
    const shown = await storage.read(context.get('caller').tenant, async (stores) => {
      const drafts = await promotedDrafts(stores, environment, { account: id })
      return {
        devices: (await stores.devices.list({ limit: devicesAtMost }, id)).items,
        openings: (await listOpenings(stores, environment, { page: { limit: openingsAtMost }, owner: id })).items,
        drafts: drafts.ok ? drafts.value : [],
        promised: await promisedTo(stores, environment, view.account),
        quotas: await quotasLeft(stores, id, environment.nowMs()),
        services: await serviceNames(stores),
      }
    })
    return context.html(<OverviewPage view={view} {...shown} />)
  })
}

interface Props {
  readonly view: OwnView
  readonly devices: readonly Device[]
  readonly openings: readonly ListedOpening[]
  readonly drafts: readonly DraftInvoice[]
  readonly promised: PromisedTo
  readonly quotas: readonly ShownQuota[]
  readonly services: ReadonlyMap<string, string>
}

function OverviewPage({ view, devices, openings, drafts, promised, quotas, services }: Props) {
  const { words } = view
  return (
    <Page view={view} title={view.account.name} section="overview">
      <section aria-labelledby="month">
        <h2 id="month">{words.thisMonth}</h2>
        <MonthSoFar view={view} drafts={drafts} />
        <Promised view={view} promised={promised} />
      </section>
      {quotas.length === 0 ? null : (
        <section aria-labelledby="quotas">
          <h2 id="quotas">{words.quotas}</h2>
          <Quotas view={view} quotas={quotas} />
        </section>
      )}
      <section aria-labelledby="devices">
        <h2 id="devices">{words.devices}</h2>
        {devices.length === 0 ? <Empty>{words.noDevices}</Empty> : <Devices view={view} devices={devices} services={services} />}
      </section>
      <section aria-labelledby="recent">
        <h2 id="recent">{words.recentOpenings}</h2>
        {openings.length === 0 ? (
          <Empty>{words.noOpenings}</Empty>
        ) : (
          <>
            <OpeningList view={view} openings={openings} services={services} heading="h3" />
            <p>
              <a href="/my/openings">{words.all}</a>
            </p>
          </>
        )}
      </section>
    </Page>
  )
}

function MonthSoFar({ view: { words, formats }, drafts }: Pick<Props, 'view' | 'drafts'>) {
  if (drafts.length === 0) return <Empty>{words.noBill}</Empty>
  const months = [...new Set(drafts.map(({ period }) => period.name.slice(0, '2026-11'.length)))]
  return (
    <>
      <p class="figure">
        {totalsOf(drafts).map((total) => (
          <span>{formats.money(total)}</span>
        ))}
      </p>
      {months.map((month) => (
        <p class="under">
          {formats.month(month)}, {words.beforeVat} · <a href={`/my/bills/${month}`}>{words.seeBill}</a>
        </p>
      ))}
    </>
  )
}

function Devices({ view, devices, services }: Pick<Props, 'view' | 'devices' | 'services'>) {
  return (
    <ul class="plain">
      {devices.map((device) => (
        <li>
          <strong>{device.label}</strong>
          <span class="under">
            {[...Object.keys(device.services).map((key) => services.get(key) ?? key), view.words.deviceState[device.state]].join(
              ' · ',
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
