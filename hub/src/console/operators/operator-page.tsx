import { operatorRoles } from '@octroi/shared/api/vocabulary'
import type { Failure } from '@octroi/shared/errors/failure'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { OperatorChange } from '../../operators/change-operator.ts'
import { changeOperator } from '../../operators/change-operator.use-case.ts'
import type { Operator } from '../../operators/operator.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { type OperatorWords, operatorWords } from './operator-words.ts'

const list = '/console/operators'

/** One operator: the role, and whether they sign in at all. */
export function operatorPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/operators/:operator', (context) => operatorPage(context, dependencies))
    .post('/operators/:operator/role', (context) => {
      const role = operatorRoles.find((each) => each === context.get('form').role)
      if (role === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
      return change(context, dependencies, { kind: 'role', role }, 'role')
    })
    .post('/operators/:operator/disable', (context) => change(context, dependencies, { kind: 'disable' }, 'disabled'))
    .post('/operators/:operator/enable', (context) => change(context, dependencies, { kind: 'enable' }, 'enabled'))
}

type Done = 'role' | 'disabled' | 'enabled'

async function change(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  asked: OperatorChange,
  done: Done,
): Promise<Response> {
  const id = context.req.param('operator') ?? ''
  if (!isId('operator', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => changeOperator(stores, dependencies.environment, { id, change: asked }), {
    onRefused: (failure) => operatorPage(context, dependencies, failure),
    onDone: () => context.redirect(`${list}/${id}?done=${done}`, 303),
  })
}

async function operatorPage(context: Context<HttpEnv>, { storage }: HttpDependencies, failure?: Failure): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('operator') ?? ''
  const { tenant } = context.get('caller')
  const operator = isId('operator', id) ? await storage.read(tenant, ({ operators }) => operators.get(id)) : undefined
  if (operator === undefined) return saidPage(context, view, 'notFound')
  const words = operatorWords[view.language]
  const done = context.req.query('done')
  const notice = done === 'role' || done === 'disabled' || done === 'enabled' ? words.done[done] : undefined
  return context.html(
    <Page
      view={view}
      title={operator.name}
      section="operators"
      notice={notice}
      above={<a href={list}>{view.words.sections.operators}</a>}
    >
      {failure === undefined ? null : (
        <p class="notice wrong" role="alert">
          {words.lastOperator}
        </p>
      )}
      <Facts facts={factsOf(view, words, operator)} />
      {view.mayChange ? <Acts view={view} words={words} operator={operator} /> : null}
    </Page>,
    failure === undefined ? 200 : 409,
  )
}

function factsOf({ formats }: ConsoleView, words: OperatorWords, operator: Operator) {
  const { email, role, disabledAtMs, createdAtMs } = operator
  const state =
    disabledAtMs === undefined ? (
      <Mark tone="good">{words.enabled}</Mark>
    ) : (
      <>
        <Mark tone="plain">{words.disabled}</Mark> {formats.time(disabledAtMs)}
      </>
    )
  return [
    [words.email, email],
    [words.role, words.roles[role]],
    [words.state, state],
    [words.added, formats.time(createdAtMs)],
  ] as const
}

interface ActsProps {
  readonly view: ConsoleView
  readonly words: OperatorWords
  readonly operator: Operator
}

function Acts({ view, words, operator }: ActsProps) {
  const path = `${list}/${operator.id}`
  const other = operator.role === 'operator' ? 'viewer' : 'operator'
  const isEnabled = operator.disabledAtMs === undefined
  return (
    <section>
      <Ask label={words.changeRole}>
        <form method="post" action={`${path}/role`}>
          <FormToken view={view} />
          <input type="hidden" name="role" value={other} />
          <p>{words.rolesHint}</p>
          <button type="submit">{words.makeRole[other]}</button>
        </form>
      </Ask>
      <Ask label={isEnabled ? words.disable : words.enable}>
        <form method="post" action={`${path}/${isEnabled ? 'disable' : 'enable'}`}>
          <FormToken view={view} />
          <p>{isEnabled ? words.disableHint : words.enableHint}</p>
          <button type="submit" class={isEnabled ? 'grave' : undefined}>
            {isEnabled ? words.disable : words.enable}
          </button>
        </form>
      </Ask>
    </section>
  )
}
