import { giveApiKey } from '@octroi/hub/accounts/give-api-key.use-case'
import { addEndpoint } from '@octroi/hub/confirmations/add-endpoint.use-case'
import type { OutboxMessage } from '@octroi/hub/outbox/outbox-message'
import type { EndpointId } from '@octroi/shared/ids/id'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HubAtRest, value } from '../kit/hub-at-rest.ts'
import { PageBrowser, pagesOver } from '../kit/page-browser.ts'

let hub: HubAtRest
let operator: PageBrowser
let endpoint: EndpointId
beforeAll(async () => {
  hub = await HubAtRest.open('2026-11-23T12:00:00Z')
  const account = await hub.account()
  const key = { tenant: hub.tenant, account, role: 'operator', label: 'Night desk' } as const
  const { token } = value(await hub.write((stores) => giveApiKey(stores, hub.environment, key)))
  const reach = { addressFault: () => undefined }
  const asked = { account, url: 'https://merchant.example/hook' }
  endpoint = value(await hub.write((stores) => addEndpoint(stores, hub.environment, reach, asked))).endpoint.id
  operator = new PageBrowser(pagesOver(hub), { home: '/console' })
  await operator.signIn(token)
})
afterAll(() => hub.close())

async function given(type: string, to: EndpointId = endpoint): Promise<OutboxMessage> {
  const id = hub.environment.ids.next('message')
  const message = { id, endpoint: to, type, key: id, payload: '{"type":"sample"}', createdAtMs: hub.environment.nowMs() }
  await hub.write(({ outbox }) => outbox.enqueue([message]))
  return message
}

test('without deliveries the page says how one comes about', async () => {
  expect((await operator.get('/console/webhooks')).text).toContain('Nothing was sent yet')
})

describe('a delivery that was given up', () => {
  test('is found by its state, read, and sent again from its page', async () => {
    const { id } = await given('authorization.completed')
    await given('authorization.revoked')
    await hub.write(({ outbox }) => outbox.markFailed(id, { error: 'answered 500', dueAtMs: undefined }))
    const list = await operator.get('/console/webhooks?state=abandoned&account=')
    expect(list.text).toContain(id)
    expect(list.text).toContain('answered 500')
    expect(list.text).not.toContain('authorization.revoked')
    expect((await operator.get(`/console/webhooks/${id}`)).text).toContain('given up')
    const again = await operator.post(`/console/webhooks/${id}/replay`, {})
    expect([again.status, again.text.includes('It is sent again now.')]).toEqual([200, true])
    expect(await hub.read(({ outbox }) => outbox.get(id))).toMatchObject({ state: 'pending', attempts: 0 })
    const [entry] = (await hub.read(({ audit }) => audit.list({ limit: 1 }))).items
    expect(entry).toMatchObject({ action: 'POST /console/webhooks/{delivery}/replay', result: 'done' })
  })

  test('to an endpoint that was removed cannot be sent again', async () => {
    const { id } = await given('authorization.completed', hub.environment.ids.next('endpoint'))
    const shown = await operator.post(`/console/webhooks/${id}/replay`, {})
    expect(shown.status).toBe(409)
    expect(shown.text).toContain('there is nowhere to send it')
  })
})

test('the list is a file as well, narrowed down in the same way', async () => {
  const { text } = await operator.get('/console/webhooks.csv?state=delivered')
  expect(text).toBe('delivery,endpoint,state,attempts,written,delivered_or_due,last_error\r\n')
})

test.each(['/console/webhooks?state=lost', '/console/webhooks?after=nonsense', '/console/webhooks/msg_nonsense'])(
  '%s is not there',
  async (path) => expect((await operator.get(path)).status).toBe(404),
)

test('the audit log says who did it, narrowed down to an account', async () => {
  const { text } = await operator.get('/console/audit')
  expect(text).toContain('POST /console/webhooks/{delivery}/replay')
  expect(text).toContain('endpoint_removed')
  const nobody = hub.environment.ids.next('account')
  expect((await operator.get(`/console/audit?account=${nobody}`)).text).toContain('This account changed nothing.')
  expect((await operator.get('/console/audit.csv')).text).toMatch(
    /^at,account,role,action,target,made,result,api_key,operator\r\n/,
  )
})
