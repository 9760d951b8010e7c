import { accessEventsSchema } from '@octroi/shared/api/devices'
import type { Proof } from '@octroi/shared/api/proof'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import type { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { Presented } from '../../courier/ask-device.ts'
import type { Courier } from '../../courier/courier.ts'
import { control } from '../../drivers/control-socket.ts'
import { Merchant } from '../../merchant/merchant.ts'
import type { AgentOnStage, Stage } from '../stage.ts'
import { tampered } from '../tampered.ts'
import type { Teller } from '../teller.ts'
import { pause, until } from '../wait.ts'
import { connectedStatus, localStatus } from './agents.ts'
import type { Permits } from './authorization.ts'
import type { Parties } from './beginning.ts'

const action = 'trunk.access:open'

/** The merchant's own server. Its port is kept, so that the endpoint stays the same over starts where it can. */
export async function openMerchantEndpoint(teller: Teller, stage: Stage, parties: Parties): Promise<Merchant> {
  const { port } = await teller.once('merchant-port', 'The merchant sets up a server for confirmations', async () => {
    const probe = await Merchant.listen()
    const free = probe.port
    await probe.close()
    return { remember: { port: free } }
  })
  const merchant = await Merchant.listen(port)
  stage.onClose(() => merchant.close())
  const { secret } = await teller.once(
    `endpoint-${merchant.port}`,
    'The merchant registers its endpoint for signed confirmations',
    async () => {
      const key = { idempotencyKey: `story-endpoint-${merchant.port}` }
      const added = await stage.merchant(parties.merchant).addEndpoint(merchant.url, key)
      return { remember: { secret: added.secret }, facts: { endpoint: added.id, url: added.url } }
    },
  )
  merchant.verifyWith(secret)
  return merchant
}

export async function deliverUnderground(
  teller: Teller,
  car: AgentOnStage,
  courier: Courier,
  permits: Permits,
  wasOpened: boolean,
): Promise<void> {
  await teller.once('underground', 'The car goes underground: the proxy that carries all its traffic is cut', async () => {
    car.network.cut()
    await until('the loss of the connection', async () => ((await localStatus(car)).connected ? undefined : true))
    const { time } = await localStatus(car)
    return {
      remember: {},
      lines: [`the car is offline; its clock is ${time.state}, carried by its monotonic clock`],
      facts: { time },
    }
  })
  await teller.once(
    'delivery',
    'The courier presents the permit; the car decides offline, journals, opens; the courier closes',
    async () => {
      car.network.cut()
      const { delivery, otherCar, shortLived } = permits
      const present = (permit: string): Promise<Presented> =>
        courier.present(car.localUrl, { device: car.device, action }, permit)
      const refused = [
        await expectRefusal('tampered', 'bad_signature', await present(tampered(delivery.permit))),
        await expectRefusal('another car’s', 'wrong_device', await present(otherCar.permit)),
      ]
      await pause(Math.max(0, Math.ceil(shortLived.untilMs / 1000) * 1000 + 500 - Date.now()))
      refused.push(await expectRefusal('expired', 'permit_expired', await present(shortLived.permit)))
      // A start that was cut short has opened it already; the permit's one use is then spent.
      if (!wasOpened) {
        const opened = await present(delivery.permit)
        if (opened.decision === 'refused') throw new Error(`the delivery was refused: ${opened.code}`)
        await until('the opening', async () => ((await openPhase(car)) === 'opened' ? true : undefined))
      }
      await control(car.control, { do: 'close' })
      await until('the lock to be secured', async () => ((await openPhase(car)) === undefined ? true : undefined))
      const isOver = Date.now() >= delivery.untilMs
      refused.push(await expectRefusal('replayed', isOver ? 'permit_expired' : 'permit_used_up', await present(delivery.permit)))
      const { journal } = await localStatus(car)
      return {
        remember: {},
        lines: [
          ...refused.map(({ what, code, sentence }) => `${what}: refused, ${code}: ${sentence}`),
          'the permit in order: granted, opened, closed and secured, without any network',
          `the journal holds ${journal.lastSeq} records, ${journal.lastSeq - journal.acknowledgedThrough} of them not yet at the hub`,
        ],
        facts: { refused: refused.map(({ what, code }) => ({ what, code })), journal },
      }
    },
  )
}

export async function comeBack(
  teller: Teller,
  car: AgentOnStage,
  hub: { readonly merchant: MerchantClient; readonly driver: HubConnection },
  endpoint: Merchant,
  { delivery }: Permits,
): Promise<Confirmed> {
  await teller.once(
    'return',
    'The car comes back: sealed batches sync, the hub verifies them and answers with a receipt',
    async () => {
      car.network.restore()
      await connectedStatus(car)
      const { journal } = await until('the receipt for the whole journal', async () => {
        const status = await localStatus(car)
        return status.journal.unsealed === 0 && status.journal.acknowledgedThrough === status.journal.lastSeq ? status : undefined
      })
      const detail = await hub.merchant.authorization(delivery.authorization)
      const timeline = detail.timeline.filter(({ type }) => type !== 'refused').map(({ type }) => type)
      if (timeline.join() !== 'granted,actuated,opened,closed,secured') throw new Error(`the timeline is ${timeline.join()}`)
      const events = await hub.driver.get(`/v1/devices/${car.device}/events?limit=100`, accessEventsSchema)
      const refusals = events.items.flatMap(({ type, detail: why }) => (type === 'refused' && why !== undefined ? [why] : []))
      return {
        remember: {},
        lines: [
          `verified signature, chain and root through record ${journal.acknowledgedThrough}; the agent trimmed its outbox`,
          `the hub’s timeline: ${timeline.join(', ')}; refused: ${refusals.toReversed().join(', ')}`,
        ],
        facts: { through: journal.acknowledgedThrough, timeline, refused: refusals.toReversed(), outcome: detail.outcome },
      }
    },
  )
  return teller.once('confirmation', 'The merchant gets a signed confirmation and verifies it', async () => {
    const { type, data, id } = await endpoint.confirmed(delivery.authorization, 20_000)
    if (type !== 'authorization.completed' || data.proof === undefined) throw new Error(`the confirmation is ${type}`)
    return {
      remember: { proof: data.proof },
      lines: [`${type}: ${data.sentence} (${data.records.map((record) => record.type).join(', ')})`],
      facts: { id, type, sentence: data.sentence, records: data.records.map((record) => record.type) },
    }
  })
}

/** What the merchant was told, with its proof. */
export interface Confirmed {
  readonly proof: Proof
}

interface Refused {
  readonly what: string
  readonly code: string
  readonly sentence: string
}

async function expectRefusal(what: string, code: string, answer: Presented): Promise<Refused> {
  if (answer.decision !== 'refused' || answer.code !== code) {
    throw new Error(
      `the ${what} permit should be refused as ${code}, not ${answer.decision === 'refused' ? answer.code : 'granted'}`,
    )
  }
  return { what, code, sentence: answer.sentence }
}

async function openPhase(car: AgentOnStage): Promise<string | undefined> {
  return (await localStatus(car)).actions['trunk.access']?.phase
}
