import { idSchema, keySchema } from '@octroi/shared/api/shapes'
import { subscriptionStates } from '@octroi/shared/api/vocabulary'
import { isId } from '@octroi/shared/ids/id'
import type { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { stateListRoutes } from '../frame/state-list.tsx'
import { subscriptionColumns } from './subscription-columns.tsx'
import { subscriptionWords } from './subscription-words.ts'

/** What accounts have, will have and had, by account or by offer. */
export function subscriptionListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  const nowMs = (): number => dependencies.environment.nowMs()
  return stateListRoutes(dependencies, {
    ...{ name: 'subscriptions', topics: 'accounts', section: 'subscriptions', states: subscriptionStates, preset: 'in_force' },
    by: { name: 'of', schema: idSchema('account').or(keySchema), hints: { maxlength: 64 } },
    cursor: idSchema('subscription'),
    words: ({ language }) => {
      const { subscriptions: title, listStates: states, accountOrOffer: by, ...words } = subscriptionWords[language]
      return { ...words, title, states, by }
    },
    columns: (view) => subscriptionColumns(view, nowMs()),
    slice: ({ subscriptions }, page, { state, sought }) =>
      subscriptions.list(page, {
        ...(sought === undefined ? {} : isId('account', sought) ? { account: sought } : { offer: sought }),
        ...(state === undefined ? {} : { state: { is: state, atMs: nowMs() } }),
      }),
  })
}
