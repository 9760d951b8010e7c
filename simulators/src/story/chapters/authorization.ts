import { randomBytes } from 'node:crypto'
import { consentSchema } from '@octroi/shared/api/entitlements'
import type { Refused } from '@octroi/shared/client/asked'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import type { AskToAct, MerchantClient } from '@octroi/shared/client/merchant-client'
import { decodeBase64url, fromBase64url, toBase64url } from '@octroi/shared/crypto/bytes'
import type { AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { Courier } from '../../courier/courier.ts'
import type { Memory } from '../memory.ts'
import type { Stage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { crypto } from './agents.ts'
import type { Parties, Things } from './beginning.ts'

/** A granted authorization, as the courier needs it. */
export interface Granted {
  readonly authorization: AuthorizationId
  readonly permit: string
  readonly untilMs: number
}

export interface Permits {
  /** For the delivery. */
  readonly delivery: Granted
  readonly otherCar: Granted
  /** Its window is over by the time it is shown. */
  readonly shortLived: Granted
}

export const minutes = (count: number): number => count * 60_000

export async function makeCourier(teller: Teller): Promise<Courier> {
  const { secretKey } = await teller.once('courier', 'A courier’s phone makes a key of its own', () =>
    Promise.resolve({ remember: { secretKey: toBase64url(randomBytes(32)) } }),
  )
  return new Courier(crypto, decodeBase64url(secretKey))
}

/** What is about to be asked is kept first, so that a start that was cut short asks the same again, under the same key. */
interface Intent {
  readonly key: string
  readonly fromMs: number
  readonly untilMs: number
}

export async function intend(memory: Memory, name: string, lastsMs: number): Promise<Intent> {
  const kept = memory.get<Intent>(`intent-${name}`)
  const now = Date.now()
  if (kept !== undefined && kept.untilMs - now > lastsMs / 2) return kept
  const intent = { key: `story-${name}-${now}`, fromMs: now, untilMs: now + lastsMs }
  await memory.put(`intent-${name}`, intent)
  return intent
}

export async function refuseWithoutConsent(
  teller: Teller,
  memory: Memory,
  merchant: MerchantClient,
  courier: Courier,
  things: Things,
): Promise<void> {
  await teller.once('refusal', 'The merchant asks to open the trunk and is refused: the driver has not consented', async () => {
    const intent = await intend(memory, 'refusal', minutes(30))
    const refused = await merchant.authorize(askForCourier(things.car.id, courier, intent), { idempotencyKey: intent.key })
    if (refused.decision === 'granted') throw new Error('expected consent_missing, got a permit')
    const { code, sentence } = refused
    if (code !== 'consent_missing') throw new Error(`expected consent_missing, got ${code}`)
    return { remember: {}, lines: [`${code}: ${sentence}`], facts: { code, sentence } }
  })
}

export async function consent(teller: Teller, driver: HubConnection, { merchant }: Parties): Promise<void> {
  await teller.once('consent', 'The driver consents to trunk deliveries by this merchant', async () => {
    const body = { grantee: merchant.account, service: 'trunk.access' }
    const { id } = await driver.post('/v1/consents', body, consentSchema, { idempotencyKey: 'story-consent' })
    return { remember: { id }, facts: { consent: id } }
  })
}

export async function authorize(
  teller: Teller,
  memory: Memory,
  stage: Stage,
  courier: Courier,
  parties: Parties,
  things: Things,
): Promise<Permits> {
  const merchant = stage.merchant(parties.merchant)
  const delivery = await teller.once(
    'authorization',
    'The merchant asks again and gets a decision, a price and a permit',
    async () => {
      const window = await intend(memory, 'delivery', minutes(30))
      const { id, price, permit, reasons } = await ask(merchant, things.car.id, courier, window)
      return {
        remember: { authorization: id, permit, untilMs: window.untilMs },
        lines: [
          `granted at ${price?.amount} ${price?.currency} before VAT: ${price?.explanation.join('; ')}`,
          ...reasons.map(({ sentence }) => `because: ${sentence}`),
          `the permit has ${fromBase64url(permit)?.length} bytes, and is bound to the courier’s key`,
        ],
        facts: { authorization: id, price, reasons: reasons.map(({ rule }) => rule) },
      }
    },
  )
  const others = await teller.once(
    'more-permits',
    'Two more permits: for the second car, and one that lasts a second',
    async () => {
      const otherWindow = await intend(memory, 'other-car', minutes(30))
      const other = await ask(merchant, things.secondCar.id, courier, otherWindow)
      const shortWindow = await intend(memory, 'short-lived', 1000)
      const short = await ask(merchant, things.car.id, courier, shortWindow)
      return {
        remember: {
          otherCar: { authorization: other.id, permit: other.permit, untilMs: otherWindow.untilMs },
          shortLived: { authorization: short.id, permit: short.permit, untilMs: shortWindow.untilMs },
        },
        facts: { otherCar: other.id, shortLived: short.id },
      }
    },
  )
  return { delivery, ...others }
}

async function ask(merchant: MerchantClient, device: DeviceId, courier: Courier, intent: Intent) {
  return granted(await merchant.authorize(askForCourier(device, courier, intent), { idempotencyKey: intent.key }))
}

/** What the story takes for granted. */
export function granted<G extends { readonly decision: 'granted' }>(answer: G | Refused): G {
  if (answer.decision === 'refused') throw new Error(`${answer.code}: ${answer.sentence}`)
  return answer
}

function askForCourier(device: DeviceId, { holderKey }: Courier, { key, ...window }: Intent): AskToAct {
  return askToOpen({ device, window, holderKey, reference: `parcel of ${key}` })
}

interface AskToOpen {
  readonly device: DeviceId
  readonly window: Pick<Intent, 'fromMs' | 'untilMs'>
  readonly holderKey?: string
  readonly reference: string
}

export function askToOpen({ window: { fromMs, untilMs }, ...asked }: AskToOpen): AskToAct {
  const window = { from: formatInstant(fromMs), until: formatInstant(untilMs) }
  return { ...asked, service: 'trunk.access', action: 'open', window }
}
