import type { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { AuthorizationId } from '@octroi/shared/ids/id'
import { typePasscode } from '../../courier/keypad.ts'
import { control } from '../../drivers/control-socket.ts'
import type { Memory } from '../memory.ts'
import type { AgentOnStage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { until } from '../wait.ts'
import { localStatus } from './agents.ts'
import { askToOpen, granted, intend, minutes } from './authorization.ts'

const service = 'trunk.access'

/** The eight digits are good for one opening, as a permit is; nothing of them is written down anywhere. */
export async function deliverByPasscode(
  teller: Teller,
  memory: Memory,
  merchant: MerchantClient,
  car: AgentOnStage,
): Promise<AuthorizationId> {
  const { authorization } = await teller.once('passcode', 'A courier without a phone types a passcode', async () => {
    for (;;) {
      const { key, fromMs, untilMs } = await intend(memory, 'passcode', minutes(10))
      const asked = {
        device: car.device,
        window: { fromMs, untilMs },
        reference: `second parcel of ${key}`,
      }
      const answer = await merchant.authorizeByPasscode(askToOpen(asked), { idempotencyKey: key })
      const { id, passcode, price } = granted(answer)
      const wrong = await typePasscode(car.localUrl, service, wrongOne(passcode))
      await openWith(car, passcode)
      const outcome = await outcomeOf(merchant, id)
      if (outcome === 'completed') {
        const again = await typePasscode(car.localUrl, service, passcode)
        const [first, second] = [wrong, again].map((answer) => (answer.decision === 'refused' ? answer.code : 'granted'))
        if (first !== 'passcode_unknown' || second !== 'passcode_used') throw new Error(`refused as ${first} and ${second}`)
        return {
          remember: { authorization: id },
          lines: [
            `granted at ${price?.amount} ${price?.currency}: eight digits, told once`,
            'one wrong digit: refused, passcode_unknown; the right ones: opened, closed and secured; again: passcode_used',
          ],
          facts: { authorization: id, refused: [first, second], outcome },
        }
      }
      // An earlier start was cut short while the latch moved: nobody knows, and nobody pays.
      await memory.forget(['intent-passcode'])
    }
  })
  return authorization
}

async function openWith(car: AgentOnStage, passcode: string): Promise<void> {
  const answer = await typePasscode(car.localUrl, service, passcode)
  // Used: an earlier start was cut short after it.
  if (answer.decision === 'refused' && answer.code !== 'passcode_used')
    throw new Error(`the passcode was refused: ${answer.code}`)
  const phase = async (): Promise<string | undefined> => (await localStatus(car)).actions[service]?.phase
  if (answer.decision === 'granted') {
    await until('the opening', async () => ((await phase()) === 'opened' ? true : undefined))
  }
  await control(car.control, { do: 'close' })
  await until('the lock to be secured', async () => ((await phase()) === undefined ? true : undefined))
}

/** What the hub knows once the car has told everything. */
async function outcomeOf(merchant: MerchantClient, authorization: AuthorizationId): Promise<string | undefined> {
  return (await merchant.outcome(authorization, { withinMs: 30_000 })).outcome
}

function wrongOne(passcode: string): string {
  return `${(Number(passcode[0]) + 1) % 10}${passcode.slice(1)}`
}
