import { newQuotaGrantSchema } from '@octroi/shared/api/quotas'
import { type EntitlementId, isId } from '@octroi/shared/ids/id'
import { inUnits, parseQuantity } from '@octroi/shared/money/quantity'
import { daysAfter, localInstant, type Zone } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import { isInForceAt } from '../../entitlements/burn-down.ts'
import { grantQuota } from '../../entitlements/grant-quota.use-case.ts'
import { type GivenGrant, isLimited, type LimitedEntitlement, quotaOf } from '../../entitlements/quota.ts'
import { type ShownQuota, showQuota } from '../../entitlements/show-quota.use-case.ts'
import { type HttpDependencies, type HttpEnv, senderOf } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Stores } from '../../stores.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, Empty, type Fact, Facts, FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { GivenGrants, GrantsInForce, HandedOut, type HandedRow } from './quota-tables.tsx'
import { quotaWords } from './quota-words.ts'

type GrantFaults = Readonly<Partial<Record<'quantity' | 'note' | 'last', string>>>

const givenAtMost = 50

/** Where one quota stands, by which grants, what devices hold of it; and the form that grants more. */
export function quotaPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/entitlements/:entitlement/quota', (context) => quotaPage(context, dependencies))
    .post('/entitlements/:entitlement/grants', async (context) => {
      const id = context.req.param('entitlement')
      const view = context.get('consoleView')
      if (!isId('entitlement', id)) return saidPage(context, view, 'notFound')
      const { nowMs } = dependencies.environment
      const { faults, ...typed } = readForm(view, context.get('form'), nowMs())
      if (Object.keys(faults).length > 0) return quotaPage(context, dependencies, faults)
      const asked = { ...typed, entitlement: id, by: senderOf(context.get('caller')) }
      return act(context, dependencies, (stores) => grantQuota(stores, dependencies.environment, asked), {
        onRefused: ({ detail }) => quotaPage(context, dependencies, { quantity: detail }),
        onDone: ({ account }) => {
          dependencies.onEntitled(context.get('caller').tenant, account)
          return context.redirect(`/console/entitlements/${id}/quota?done=granted`, 303)
        },
      })
    })
}

interface Typed extends Pick<GivenGrant, 'quantity' | 'reason'> {
  readonly untilMs?: number
  readonly faults: GrantFaults
}

function readForm({ language, zone }: ConsoleView, form: Readonly<Record<string, string>>, nowMs: number): Typed {
  const words = quotaWords[language]
  const { quantity: written = '', note = '', last = '' } = form
  const { shape } = newQuotaGrantSchema
  const quantity = shape.quantity.safeParse(written.trim())
  const reason = shape.reason.safeParse(note)
  const lastMs = last === '' ? undefined : localInstant(zone as Zone, `${last}T00:00`)
  // It can be used for the whole of its last day.
  const untilMs = lastMs === undefined ? undefined : daysAfter(zone as Zone, lastMs, 1)
  return {
    quantity: quantity.success ? (parseQuantity(quantity.data) ?? 0n) : 0n,
    reason: reason.success ? reason.data : '',
    ...(untilMs === undefined ? {} : { untilMs }),
    faults: {
      ...(quantity.success ? {} : { quantity: words.quantityWrong }),
      ...(reason.success ? {} : { note: words.reasonWrong }),
      ...(last === '' || (untilMs !== undefined && untilMs > nowMs) ? {} : { last: words.lastWrong }),
    },
  }
}

interface Shown {
  readonly entitlement: LimitedEntitlement
  readonly account: Account | undefined
  readonly quota: ShownQuota | undefined
  readonly handed: readonly HandedRow[]
  readonly given: readonly GivenGrant[]
}

async function readShown(stores: Stores, id: EntitlementId, nowMs: number): Promise<Shown | undefined> {
  const entitlement = await stores.entitlements.get(id)
  if (entitlement === undefined || !isLimited(entitlement)) return undefined
  const quota = await showQuota(stores, entitlement, { atMs: nowMs, nowMs })
  const open = [...(quota?.devices ?? [])]
  const devices = await stores.devices.getAll(open.map(([device]) => device))
  const labels = new Map(devices.map(({ id: device, label }) => [device, label]))
  return {
    entitlement,
    account: await stores.accounts.get(entitlement.account),
    quota,
    handed: open.map(([device, left]) => ({ device, left, label: labels.get(device) ?? device })),
    given: (await stores.quotas.listGrants({ limit: givenAtMost }, quotaOf(entitlement))).items,
  }
}

async function quotaPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  faults: GrantFaults = {},
): Promise<Response> {
  const view = context.get('consoleView')
  const words = quotaWords[view.language]
  const id = context.req.param('entitlement') ?? ''
  const nowMs = environment.nowMs()
  const shown = isId('entitlement', id)
    ? await storage.read(context.get('caller').tenant, (stores) => readShown(stores, id, nowMs))
    : undefined
  if (shown === undefined) return saidPage(context, view, 'notFound')
  const { entitlement, quota, handed, given } = shown
  const isRefused = Object.keys(faults).length > 0
  return context.html(
    <Page
      view={view}
      title={words.title}
      section="entitlements"
      notice={context.req.query('done') === 'granted' ? words.done : undefined}
      above={<a href="/console/entitlements">{view.words.sections.entitlements}</a>}
    >
      <p class="intro">{words.intro}</p>
      <div id="quota" data-topics="accounts usage devices">
        <Facts facts={factsOf(view, shown, nowMs)} />
        {quota === undefined ? <Empty>{words.notLimited}</Empty> : <GrantsInForce view={view} rows={quota.grants} />}
        <h2>{words.devices}</h2>
        <HandedOut view={view} rows={handed} />
        <h2>{words.given}</h2>
        <GivenGrants view={view} rows={given} />
      </div>
      {view.mayChange ? <Grant view={view} entitlement={entitlement.id} faults={faults} /> : null}
    </Page>,
    isRefused ? 422 : 200,
  )
}

function factsOf({ language, formats }: ConsoleView, { entitlement, account, quota }: Shown, nowMs: number): readonly Fact[] {
  const words = quotaWords[language]
  const { limit } = entitlement
  const amount = (quantity: bigint): string => words.amount(formats.exact(inUnits(quantity)), limit.counts.unit)
  const notices = isInForceAt(entitlement, nowMs) ? limit.notices : []
  const known: readonly Fact[] = [
    [words.account, <a href={`/console/accounts/${entitlement.account}`}>{account?.name ?? entitlement.account}</a>],
    [words.meter, limit.meter],
  ]
  if (quota === undefined) return known
  const { kind, granted, used, reserved, allotted, left, renewsAtMs } = quota.standing
  return [
    ...known,
    [words.kind, words.kinds[kind]],
    [words.granted, amount(granted)],
    [words.used, amount(used)],
    [words.reserved, amount(reserved)],
    [words.allotted, amount(allotted)],
    [words.left, amount(left < 0n ? 0n : left)],
    [words.renews, renewsAtMs === undefined ? words.never : formats.time(renewsAtMs)],
    [words.notices, notices.length === 0 ? words.noNotices : notices.map((percent) => `${percent} %`).join(', ')],
  ]
}

interface GrantProps {
  readonly view: ConsoleView
  readonly entitlement: EntitlementId
  readonly faults: GrantFaults
}

function Grant({ view, entitlement, faults: { quantity, note, last } }: GrantProps) {
  const words = quotaWords[view.language]
  return (
    <Ask label={words.grant} isOpen={[quantity, note, last].some((fault) => fault !== undefined)}>
      <form method="post" action={`/console/entitlements/${entitlement}/grants`}>
        <FormToken view={view} />
        <p>{words.grantHint}</p>
        <Field name="quantity" label={words.quantity} fault={quantity}>
          <input {...described('quantity', { fault: quantity })} required inputmode="decimal" maxlength={40} />
        </Field>
        <Field name="note" label={words.reason} fault={note}>
          <input {...described('note', { fault: note })} required maxlength={200} />
        </Field>
        <Field name="last" label={words.last} fault={last}>
          <input {...described('last', { fault: last })} type="date" />
        </Field>
        <button type="submit">{words.grant}</button>
      </form>
    </Ask>
  )
}
