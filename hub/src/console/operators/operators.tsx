import { idSchema } from '@octroi/shared/api/shapes'
import { operatorRoles } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Form } from '../../http/pages/own-form.ts'
import { addOperator } from '../../operators/add-operator.use-case.ts'
import { readNewOperator } from '../../operators/new-operator.ts'
import type { Operator } from '../../operators/operator.ts'
import { normalPassword } from '../../operators/password.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from '../frame/listing.tsx'
import { Ask, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { TextField } from '../sign-in/text-field.tsx'
import { fieldFaults, typedWords } from '../sign-in/typed-words.ts'
import { operatorPageRoutes } from './operator-page.tsx'
import { type OperatorWords, operatorWords } from './operator-words.ts'

const path = '/console/operators'

/** Everybody who signs in to the console. */
export function operatorRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/operators.csv', (context) => {
      const columns = columnsOf(context.get('consoleView'))
      return csvFile(context, dependencies, { name: 'operators', columns, slice: ({ operators }, page) => operators.list(page) })
    })
    .get('/operators', (context) => listPage(context, dependencies))
    .post('/operators', (context) => add(context, dependencies))
    .route('/', operatorPageRoutes(dependencies))
}

async function add(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const { email = '', name = '', role = '', password = '' } = context.get('form')
  const read = readNewOperator({ email, name, role, password })
  if (!read.ok) return listPage(context, dependencies, read.error)
  const hashed = password === '' ? {} : { passwordHash: await dependencies.passwords.hash(normalPassword(password)) }
  return act(context, dependencies, (stores) => addOperator(stores, dependencies.environment, { ...read.value, ...hashed }), {
    onRefused: (failure) => listPage(context, dependencies, failure),
    onDone: () => context.redirect(`${path}?done=added`, 303),
  })
}

async function listPage(context: Context<HttpEnv>, { storage }: HttpDependencies, failure?: Failure): Promise<Response> {
  const view = context.get('consoleView')
  const asked = idSchema('operator').optional().safeParse(context.req.query('after'))
  if (!asked.success) return saidPage(context, view, 'notFound')
  const page = { limit: rowsPerPage, ...(asked.data === undefined ? {} : { after: asked.data }) }
  const { items, next } = await storage.read(context.get('caller').tenant, ({ operators }) => operators.list(page))
  const [words, title] = [operatorWords[view.language], view.words.sections.operators]
  const notice = context.req.query('done') === 'added' ? words.done.added : undefined
  return context.html(
    <Page view={{ ...view, path: failure === undefined ? view.path : path }} title={title} section="operators" notice={notice}>
      <p class="intro">{words.intro}</p>
      <DataTable caption={title} columns={columnsOf(view)} rows={items} empty={words.none} />
      <UnderList view={view} path={path} after={asked.data} next={next} />
      {view.mayChange ? <AddForm view={view} words={words} form={failure && context.get('form')} failure={failure} /> : null}
    </Page>,
    failure === undefined ? 200 : 422,
  )
}

interface AddProps {
  readonly view: ConsoleView
  readonly words: OperatorWords
  readonly form: Form | undefined
  readonly failure: Failure | undefined
}

function AddForm({ view, words, form = {}, failure }: AddProps) {
  const faults = failure === undefined ? {} : fieldFaults(typedWords[view.language], failure)
  return (
    <section>
      <Ask label={words.add} isOpen={failure !== undefined}>
        {failure?.code === 'too_many_operators' ? (
          <p class="notice wrong" role="alert">
            {words.tooMany}
          </p>
        ) : null}
        <form method="post" action={path}>
          <FormToken view={view} />
          <TextField name="name" label={words.name} autocomplete="off" value={form.name} faults={faults} maxlength={200} />
          <TextField
            name="email"
            label={words.email}
            type="email"
            autocomplete="off"
            value={form.email}
            faults={faults}
            maxlength={254}
          />
          <Field name="role" label={words.role} hint={words.rolesHint} fault={faults.role}>
            <select {...described('role', { hint: words.rolesHint, fault: faults.role })}>
              {operatorRoles.map((role) => (
                <option value={role} selected={role === (form.role ?? 'viewer')}>
                  {words.roles[role]}
                </option>
              ))}
            </select>
          </Field>
          <TextField
            {...{ name: 'password', label: words.password, type: 'password', autocomplete: 'new-password' }}
            {...{ hint: words.passwordHint, faults, maxlength: 256, isOptional: true }}
          />
          <button type="submit">{words.addIt}</button>
        </form>
      </Ask>
    </section>
  )
}

/** With what somebody signs in. */
function wayOf({ passwordHash, totp, subject }: Operator): keyof OperatorWords['ways'] {
  if (passwordHash !== undefined) return totp === undefined ? 'password' : 'code'
  return subject === undefined ? 'nothing' : 'provider'
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<Operator>[] {
  const words = operatorWords[language]
  return [
    { name: 'operator', head: words.name, cell: ({ id, name }) => <a href={`${path}/${id}`}>{name}</a>, text: ({ id }) => id },
    { name: 'email', head: words.email, cell: ({ email }) => email, text: ({ email }) => email },
    { name: 'role', head: words.role, cell: ({ role }) => words.roles[role], text: ({ role }) => role },
    {
      name: 'state',
      head: words.state,
      cell: ({ disabledAtMs }) =>
        disabledAtMs === undefined ? <Mark tone="good">{words.enabled}</Mark> : <Mark tone="plain">{words.disabled}</Mark>,
      text: ({ disabledAtMs }) => (disabledAtMs === undefined ? 'enabled' : 'disabled'),
    },
    { name: 'signs_in_with', head: words.signsIn, cell: (row) => words.ways[wayOf(row)], text: wayOf },
    {
      name: 'added',
      head: words.added,
      cell: ({ createdAtMs }) => formats.time(createdAtMs),
      text: ({ createdAtMs }) => formatInstant(createdAtMs),
    },
  ]
}
