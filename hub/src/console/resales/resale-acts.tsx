import { acceptResaleSchema } from '@octroi/shared/api/resales'
import { idSchema } from '@octroi/shared/api/shapes'
import { ok } from '@octroi/shared/errors/result'
import { isId } from '@octroi/shared/ids/id'
import { ownEntry } from '@octroi/shared/own-entry'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { acceptResale } from '../../resales/accept-resale.use-case.ts'
import { endResale } from '../../resales/end-resale.use-case.ts'
import { proposeResale } from '../../resales/propose-resale.use-case.ts'
import { act } from '../frame/act.ts'
import { saidPage } from '../frame/plain-pages.tsx'
import { ShownOnce } from '../settings/shown-once.tsx'
import type { RefusedResale } from './resale-forms.tsx'
import { resalesPage, resalesPath } from './resale-list.tsx'
import { resaleWords } from './resale-words.ts'

/** Proposing, accepting and ending. */
export function resaleActRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .post('/settings/resales', (context) => propose(context, dependencies))
    .post('/settings/resales/acceptances', (context) => accept(context, dependencies))
    .post('/settings/resales/:resale/end', (context) => end(context, dependencies))
}

function propose(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const { account = '' } = context.get('form')
  const refused = (wrong: 'accountWrong' | 'accountTaken') =>
    resalesPage(context, dependencies, { form: 'propose', account, wrong })
  const asked = idSchema('account').safeParse(account.trim())
  if (!asked.success) return refused('accountWrong')
  return act(
    context,
    dependencies,
    async (stores) => {
      if ((await stores.accounts.get(asked.data)) === undefined) return ok(undefined)
      const done = await proposeResale(stores, dependencies.environment, asked.data)
      // The code stays out of what the audit log notes.
      return done.ok ? ok({ id: done.value.resale.id, code: done.value.code }) : done
    },
    {
      onRefused: () => refused('accountTaken'),
      onDone: (proposed) => {
        if (proposed === undefined) return refused('accountWrong')
        const words = resaleWords[view.language]
        return context.html(
          <ShownOnce
            view={view}
            title={words.proposeTitle}
            notice={words.proposed}
            label={words.code}
            hint={words.codeOnce}
            secret={proposed.code}
            path={resalesPath}
            list={words.resales}
          />,
        )
      },
    },
  )
}

function accept(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const { code = '' } = context.get('form')
  const refused = (failure: string) => {
    const known = ownEntry(resaleWords.en.refusals, failure) === undefined ? 'invalid' : failure
    const wrong = known as Extract<RefusedResale, { form: 'accept' }>['wrong']
    return resalesPage(context, dependencies, { form: 'accept', code, wrong })
  }
  const asked = acceptResaleSchema.safeParse({ code: code.trim() })
  if (!asked.success) return refused('invalid')
  return act(context, dependencies, (stores) => acceptResale(stores, dependencies.environment, asked.data.code), {
    onRefused: (failure) => refused(failure.code),
    onDone: () => context.redirect(`${resalesPath}?done=accepted`, 303),
  })
}

function end(context: Context<HttpEnv>, dependencies: HttpDependencies): Response | Promise<Response> {
  const id = context.req.param('resale') ?? ''
  if (!isId('resale', id)) return saidPage(context, context.get('consoleView'), 'notFound')
  return act(context, dependencies, (stores) => endResale(stores, dependencies.environment, id), {
    onRefused: () => resalesPage(context, dependencies),
    onDone: () => context.redirect(`${resalesPath}?done=ended`, 303),
  })
}
