import { idSchema } from '@octroi/shared/api/shapes'
import { orderStates } from '@octroi/shared/api/vocabulary'
import type { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { stateListRoutes } from '../frame/state-list.tsx'
import { orderColumns } from './order-columns.tsx'
import { orderWords } from './order-words.ts'

/** What accounts ordered, by where each order is. */
export function orderListRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return stateListRoutes(dependencies, {
    ...{ name: 'orders', topics: 'accounts', section: 'orders', states: orderStates, preset: 'any' },
    by: { name: 'account', schema: idSchema('account'), hints: { placeholder: 'acct_…' } },
    cursor: idSchema('order'),
    words: ({ language }) => ({ ...orderWords[language], by: orderWords[language].account }),
    columns: orderColumns,
    slice: ({ orders }, page, { state, sought: account }) => orders.list(page, { state, account }),
  })
}
