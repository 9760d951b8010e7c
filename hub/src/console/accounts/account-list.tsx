import { newAccountSchema } from '@octroi/shared/api/accounts'
import { idSchema } from '@octroi/shared/api/shapes'
import { type Standing, standings } from '@octroi/shared/api/vocabulary'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import { findAccounts } from '../../accounts/find-accounts.use-case.ts'
import { openAccount } from '../../accounts/open-account.use-case.ts'
import { folded } from '../../folded.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { accountWords } from './account-words.ts'
import { standingTones, standingWords } from './standing-words.ts'

const path = '/console/accounts'

interface Asked {
  readonly of: string
  readonly standing: Standing | undefined
  /** `crm:C-4711` */
  readonly external: string
  /** `plan:student` */
  readonly attribute: string
  readonly segment: string
}

function askedOf({ req }: Context<HttpEnv>): Asked {
  const standing = standings.find((each) => each === req.query('standing'))
  const text = (name: string): string => (req.query(name) ?? '').trim().slice(0, 300)
  const [of, external, attribute, segment] = [text('of'), text('external'), text('attribute'), text('segment')]
  return { of, standing, external, attribute, segment }
}

/** Only the first colon parts. */
function parted(text: string): readonly [string, string] | undefined {
  const at = text.indexOf(':')
  return at < 1 ? undefined : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

async function found(
  stores: Stores,
  environment: HttpDependencies['environment'],
  page: PageRequest,
  { of, standing, external, attribute, segment }: Asked,
): Promise<Slice<Account>> {
  if (isId('account', of)) {
    const items = await stores.accounts.getAll([of])
    return { items: items.filter((account) => standing === undefined || account.standing.standing === standing) }
  }
  const [[system, name] = [], [key, value] = []] = [parted(external), parted(attribute)]
  const isUnreadable = (external !== '' && system === undefined) || (attribute !== '' && key === undefined)
  const namePrefix = folded(of)
  const accounts = await findAccounts(stores, environment, page, {
    ...(namePrefix === '' ? {} : { namePrefix }),
    standing,
    ...(system === undefined || name === undefined ? {} : { externalId: { system, name } }),
    ...(key === undefined || value === undefined ? {} : { attribute: { key, value } }),
    ...(segment === '' ? {} : { segment }),
  })
  if (isUnreadable || !accounts.ok) return { items: [] }
  return { ...accounts.value, items: accounts.value.items.map(({ account }) => account) }
}

/** Every account, found by id, name and standing; and a new one. */
export function accountListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/accounts.csv', (context) => {
      const asked = askedOf(context)
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, {
        name: 'accounts',
        columns,
        slice: (stores, page) => found(stores, dependencies.environment, page, asked),
      })
    })
    .get('/accounts', (context) => listPage(context, dependencies))
    .post('/accounts', (context) => open(context, dependencies))
}

async function open(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const { name = '', zone = '' } = context.get('form')
  const typed = newAccountSchema.safeParse({ name, zone: zone.trim() })
  if (!typed.success)
    return listPage(
      context,
      dependencies,
      typed.error.issues.map(({ path: [field] }) => String(field)),
    )
  const { environment } = dependencies
  return act(context, dependencies, async (stores) => ok(await openAccount(stores, environment, typed.data)), {
    onRefused: () => listPage(context, dependencies, ['name']),
    onDone: ({ id }) => context.redirect(`${path}/${id}?done=opened`, 303),
  })
}

async function listPage(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  wrong: readonly string[] = [],
): Promise<Response> {
  const view = context.get('consoleView')
  const words = accountWords[view.language]
  const asked = askedOf(context)
  const after = idSchema('account').optional().safeParse(context.req.query('after'))
  if (!after.success) return saidPage(context, view, 'notFound')
  const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
  const { items, next, segments } = await storage.read(context.get('caller').tenant, async (stores) => ({
    ...(await found(stores, environment, page, asked)),
    segments: Object.keys((await stores.catalogue.inEffectAt(environment.nowMs()))?.catalogue.segments ?? {}),
  }))
  const isNarrowed = Object.values(asked).some((each) => each !== '' && each !== undefined)
  return context.html(
    <Page view={view} title={view.words.sections.accounts} section="accounts">
      <p class="intro">{words.intro}</p>
      {view.mayChange ? (
        <p>
          <a href="/console/imports">{words.fromFile}</a>
        </p>
      ) : null}
      {view.mayChange ? <OpenForm view={view} wrong={wrong} typed={wrong.length === 0 ? {} : context.get('form')} /> : null}
      <Narrow view={view} asked={asked} isNarrowed={isNarrowed} segments={segments} />
      <div id="accounts" data-topics="accounts">
        <DataTable
          caption={view.words.sections.accounts}
          columns={columnsOf(view)}
          rows={items}
          empty={isNarrowed ? words.noneFound : words.none}
        />
      </div>
      <UnderList view={view} path={path} filter={{ ...asked, standing: asked.standing ?? '' }} after={after.data} next={next} />
    </Page>,
    wrong.length > 0 ? 422 : 200,
  )
}

interface OpenProps {
  readonly view: ConsoleView
  /** Fields that are wrong. */
  readonly wrong: readonly string[]
  readonly typed: Form
}

function OpenForm({ view, wrong, typed }: OpenProps) {
  const words = accountWords[view.language]
  const nameFault = wrong.includes('name') ? words.nameWrong : undefined
  const zoneFault = wrong.includes('zone') ? words.zoneWrong : undefined
  return (
    <Ask label={words.open} isOpen={wrong.length > 0}>
      <form method="post" action={path}>
        <FormToken view={view} />
        <Field name="name" label={words.name} fault={nameFault}>
          <input {...described('name', { fault: nameFault })} value={typed.name} required maxlength={200} />
        </Field>
        <Field name="zone" label={words.zone} hint={words.zoneHint} fault={zoneFault}>
          <input
            {...described('zone', { hint: words.zoneHint, fault: zoneFault })}
            value={typed.zone ?? view.zone}
            required
            maxlength={64}
          />
        </Field>
        <button type="submit">{words.open}</button>
      </form>
    </Ask>
  )
}

interface NarrowProps {
  readonly view: ConsoleView
  readonly asked: Asked
  readonly isNarrowed: boolean
  readonly segments: readonly string[]
}

function Narrow({ view, asked, isNarrowed, segments }: NarrowProps) {
  const words = accountWords[view.language]
  return (
    <form class="filter" method="get" action={path} role="search">
      <Field name="of" label={words.nameOrId}>
        <input {...described('of', {})} type="search" value={asked.of} maxlength={200} />
      </Field>
      <Field name="standing" label={words.standing}>
        <select {...described('standing', {})}>
          <option value="">{words.everyStanding}</option>
          {standings.map((standing) => (
            <option value={standing} selected={standing === asked.standing}>
              {standingWords[view.language].standings[standing]}
            </option>
          ))}
        </select>
      </Field>
      <Field name="external" label={words.externalId}>
        <input {...described('external', {})} type="search" value={asked.external} maxlength={300} />
      </Field>
      <Field name="attribute" label={words.attribute}>
        <input {...described('attribute', {})} type="search" value={asked.attribute} maxlength={300} />
      </Field>
      {segments.length === 0 ? null : (
        <Field name="segment" label={words.segment}>
          <select {...described('segment', {})}>
            <option value="">{words.everySegment}</option>
            {segments.map((segment) => (
              <option value={segment} selected={segment === asked.segment}>
                {segment}
              </option>
            ))}
          </select>
        </Field>
      )}
      <button type="submit">{view.words.search}</button>
      {isNarrowed ? <a href={path}>{view.words.clear}</a> : null}
    </form>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Account>[] {
  const words = accountWords[language]
  return [
    { name: 'name', head: words.name, cell: ({ id, name }) => <a href={`${path}/${id}`}>{name}</a>, text: ({ name }) => name },
    { name: 'account', head: words.account, cell: ({ id }) => <span class="id">{id}</span>, text: ({ id }) => id },
    {
      name: 'standing',
      head: words.standing,
      cell: ({ standing: { standing } }) => (
        <Mark tone={standingTones[standing]}>{standingWords[language].standings[standing]}</Mark>
      ),
      text: ({ standing: { standing } }) => standing,
    },
    { name: 'zone', head: words.zone, cell: ({ zone }) => zone, text: ({ zone }) => zone },
    {
      name: 'opened',
      head: words.opened,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
  ]
}
