import { disputeAnswerSchema, disputeTextAtMost } from '@octroi/shared/api/disputes'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { Dispute } from '../../invoicing/dispute.ts'
import { endDispute } from '../../invoicing/end-dispute.use-case.ts'
import { writeLine } from '../../invoicing/line-reference.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { Ask, Facts, FormToken, Mark, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { disputeTones } from './dispute-tones.ts'
import { disputeWords } from './dispute-words.ts'

const verdicts = ['upheld', 'rejected'] as const

/** What was typed and not taken. */
interface Refused {
  readonly text: string
  readonly state: string
  readonly isOver?: boolean
}

/** One dispute, and the operator's answer to it. */
export function disputePageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/disputes/:dispute', (context) => disputePage(context, dependencies))
    .post('/disputes/:dispute/answer', async (context) => {
      const id = context.req.param('dispute')
      const { state = '', text = '' } = context.get('form')
      if (!isId('dispute', id)) return saidPage(context, context.get('consoleView'), 'notFound')
      const asked = disputeAnswerSchema.safeParse({ state, text })
      if (!asked.success) return disputePage(context, dependencies, { text, state })
      const command = { id, account: undefined, state: asked.data.state, answer: asked.data.text }
      return act(
        context,
        dependencies,
        async (stores) => {
          const done = await endDispute(stores, dependencies.environment, command)
          return done.ok ? ok({ id: done.value.id }) : done
        },
        {
          onRefused: () => disputePage(context, dependencies, { text, state, isOver: true }),
          onDone: () => context.redirect(`/console/disputes/${id}?done=answered`, 303),
        },
      )
    })
}

async function disputePage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: Refused): Promise<Response> {
  const view = context.get('consoleView')
  const id = context.req.param('dispute') ?? ''
  const dispute = isId('dispute', id)
    ? await storage.read(context.get('caller').tenant, ({ disputes }) => disputes.get(id))
    : undefined
  if (dispute === undefined) return saidPage(context, view, 'notFound')
  const words = disputeWords[view.language]
  const status = refused === undefined ? 200 : refused.isOver === true ? 409 : 422
  return context.html(
    <Page
      view={view}
      title={words.dispute}
      section="invoices"
      notice={context.req.query('done') === 'answered' ? words.done : undefined}
      above={<a href="/console/disputes">{words.title}</a>}
    >
      {refused?.isOver === true ? (
        <p class="notice wrong" role="alert">
          {words.endedAlready}
        </p>
      ) : null}
      <div id="dispute" data-topics="usage">
        <Told view={view} dispute={dispute} />
      </div>
      {view.mayChange && dispute.state === 'open' ? <Answer view={view} dispute={dispute} refused={refused} /> : null}
    </Page>,
    status,
  )
}

function Told({ view, dispute }: { readonly view: ConsoleView; readonly dispute: Dispute }) {
  const words = disputeWords[view.language]
  const { account, month, line, reason, state, openedAtMs, endedAtMs, answer } = dispute
  const { formats } = view
  return (
    <Facts
      facts={[
        [words.state, <Mark tone={disputeTones[state]}>{words.states[state]}</Mark>],
        [
          words.account,
          <a class="id" href={`/console/accounts/${account}`}>
            {account}
          </a>,
        ],
        [words.period, <a href={`/console/invoices/${account}/${month}`}>{formats.period(month)}</a>],
        [words.line, <a href={`/console/invoices/${account}/${month}/${writeLine(line)}`}>{writeLine(line)}</a>],
        [words.reason, reason],
        [words.opened, formats.time(openedAtMs)],
        endedAtMs === undefined ? undefined : [words.ended, formats.time(endedAtMs)],
        answer === undefined ? undefined : [words.answerGiven, answer],
      ]}
    />
  )
}

interface AnswerProps {
  readonly view: ConsoleView
  readonly dispute: Dispute
  readonly refused: Refused | undefined
}

function Answer({ view, dispute, refused }: AnswerProps) {
  const words = disputeWords[view.language]
  const fault = refused === undefined ? undefined : words.textWrong
  return (
    <section>
      <Ask label={words.answer} isOpen={refused !== undefined}>
        <form method="post" action={`/console/disputes/${dispute.id}/answer`}>
          <FormToken view={view} />
          <p>{words.answerHint}</p>
          <Field name="state" label={words.verdict}>
            <select {...described('state', {})} required>
              {verdicts.map((verdict) => (
                <option value={verdict} selected={refused?.state === verdict}>
                  {words.verdicts[verdict]}
                </option>
              ))}
            </select>
          </Field>
          <Field name="text" label={words.text} fault={fault}>
            <textarea {...described('text', { fault })} rows={4} maxlength={disputeTextAtMost} required>
              {refused?.text ?? ''}
            </textarea>
          </Field>
          <button type="submit" class="grave">
            {words.send}
          </button>
        </form>
      </Ask>
    </section>
  )
}
