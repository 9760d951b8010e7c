import { newAccountSchema } from '@octroi/shared/api/accounts'
import { idSchema } from '@octroi/shared/api/shapes'
import { type Standing, standings } from '@octroi/shared/api/vocabulary'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
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
}

function askedOf({ req }: Context<HttpEnv>): Asked {
  const standing = standings.find((each) => each === req.query('standing'))
  return { of: (req.query('of') ?? '').trim().slice(0, 200), standing }
}

async function found(
  { accounts }: Pick<Stores, 'accounts'>,
  page: PageRequest,
  { of, standing }: Asked,
): Promise<Slice<Account>> {
  if (isId('account', of)) {
    const items = await accounts.getAll([of])
    return { items: items.filter((account) => standing === undefined || account.standing.standing === standing) }
  }
  const namePrefix = folded(of)
  return accounts.search(page, {
    ...(namePrefix === '' ? {} : { namePrefix }),
    ...(standing === undefined ? {} : { standing }),
  })
}

/** Every account, found by id, name and standing; and a new one. */
export function accountListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/accounts.csv', (context) => {
      const asked = askedOf(context)
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, { name: 'accounts', columns, slice: (stores, page) => found(stores, page, asked) })
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
  { storage }: HttpDependencies,
  wrong: readonly string[] = [],
): Promise<Response> {
  const view = context.get('consoleView')
  const words = accountWords[view.language]
  const asked = askedOf(context)
  const after = idSchema('account').optional().safeParse(context.req.query('after'))
  if (!after.success) return saidPage(context, view, 'notFound')
  const page = { limit: rowsPerPage, ...(after.data === undefined ? {} : { after: after.data }) }
  const { items, next } = await storage.read(context.get('caller').tenant, (stores) => found(stores, page, asked))
  const isNarrowed = asked.of !== '' || asked.standing !== undefined
  return context.html(
    <Page view={view} title={view.words.sections.accounts} section="accounts">
      <p class="intro">{words.intro}</p>
      {view.mayChange ? <OpenForm view={view} wrong={wrong} typed={wrong.length === 0 ? {} : context.get('form')} /> : null}
      <Narrow view={view} asked={asked} isNarrowed={isNarrowed} />
      <div id="accounts" data-topics="accounts">
        <DataTable
          caption={view.words.sections.accounts}
          columns={columnsOf(view)}
          rows={items}
          empty={isNarrowed ? words.noneFound : words.none}
        />
      </div>
      <UnderList
        view={view}
        path={path}
        filter={{ of: asked.of, standing: asked.standing ?? '' }}
        after={after.data}
        next={next}
      />
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
}

function Narrow({ view, asked, isNarrowed }: NarrowProps) {
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
