import type { EndpointId } from '@octroi/shared/ids/id'
import { expect, test } from 'vitest'
import { fairShare } from './fair-share.ts'

const due = (...endpoints: readonly EndpointId[]) => endpoints.map((endpoint, index) => ({ endpoint, index }))
const indexes = (share: readonly { readonly index: number }[]): number[] => share.map(({ index }) => index)
const none: ReadonlyMap<EndpointId, number> = new Map()

test('the first that are due, up to the limit', () => {
  expect(indexes(fairShare(due('hook_a', 'hook_b', 'hook_c'), { limit: 2, perEndpoint: 5, underWay: none }))).toEqual([0, 1])
})

test('no endpoint more than its share, counting what is under way', () => {
  const waiting = due('hook_a', 'hook_a', 'hook_a', 'hook_b', 'hook_c')
  expect(indexes(fairShare(waiting, { limit: 9, perEndpoint: 2, underWay: none }))).toEqual([0, 1, 3, 4])
  const underWay = new Map<EndpointId, number>([
    ['hook_a', 1],
    ['hook_b', 2],
  ])
  expect(indexes(fairShare(waiting, { limit: 9, perEndpoint: 2, underWay }))).toEqual([0, 4])
})
