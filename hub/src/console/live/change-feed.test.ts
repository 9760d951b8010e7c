import type { TenantId } from '@octroi/shared/ids/id'
import { expect, test } from 'vitest'
import { ChangeFeed } from './change-feed.ts'

const [one, other] = ['ten_1', 'ten_2'] as TenantId[] as [TenantId, TenantId]

test('a listener hears of its own tenant until it leaves', () => {
  const [feed, heard] = [new ChangeFeed(), [] as string[]]
  const leave = feed.listen(
    one,
    (topic) => heard.push(topic),
    () => undefined,
  )
  feed.tell(one, 'devices', 'usage')
  feed.tell(other, 'webhooks')
  leave()
  feed.tell(one, 'catalogue')
  expect(heard).toEqual(['devices', 'usage'])
  expect(feed.size).toBe(0)
})

test('a feed that ends tells everybody who listens', () => {
  const [feed, ended] = [new ChangeFeed(), [] as string[]]
  feed.listen(
    one,
    () => undefined,
    () => ended.push('one'),
  )
  feed.listen(
    other,
    () => undefined,
    () => ended.push('other'),
  )
  feed.end()
  expect(ended).toEqual(['one', 'other'])
  feed.listen(
    one,
    () => undefined,
    () => ended.push('late'),
  )
  expect(ended).toEqual(['one', 'other', 'late'])
})
