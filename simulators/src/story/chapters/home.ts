import { accessEventsSchema } from '@octroi/shared/api/devices'
import { usageSchema } from '@octroi/shared/api/invoices'
import { leaseSchema } from '@octroi/shared/api/leases'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { type RefusalCode, refusalSentence } from '@octroi/shared/decisions/refusals'
import type { Month } from '@octroi/shared/time/month'
import { z } from 'zod'
import { control } from '../../drivers/control-socket.ts'
import type { AgentOnStage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { pause, until } from '../wait.ts'
import { connectedStatus, localStatus } from './agents.ts'
import type { Subscriptions } from './beginning.ts'

/** The home’s clock was set over a network. */
const clocksDifferMs = 200

type Button = 'arm' | 'disarm' | 'scene'

const pressedSchema = z.object({ asked: z.object({ granted: z.boolean(), code: z.string().optional() }) })

/** Somebody at the panel: `granted`, or the code of the refusal. */
async function press(home: AgentOnStage, button: Button): Promise<string> {
  const { asked } = pressedSchema.parse(await control(home.control, { do: 'press', button }))
  return asked.granted ? 'granted' : (asked.code ?? 'refused')
}

async function expectPressed(home: AgentOnStage, button: Button, expected: string): Promise<void> {
  const became = await press(home, button)
  if (became !== expected) throw new Error(`pressing ${button} came to ${became}, not ${expected}`)
}

function leaseOf(home: AgentOnStage, household: HubConnection) {
  return household.get(`/v1/devices/${home.device}/lease`, leaseSchema)
}

function leaseInForce(home: AgentOnStage, household: HubConnection) {
  return until('a lease in force', async () => {
    const newest = await leaseOf(home, household)
    return newest.applied && Date.parse(newest.until) > Date.now() ? newest : undefined
  })
}

export async function guardUnderLease(teller: Teller, home: AgentOnStage, household: HubConnection): Promise<void> {
  await teller.once('lease', 'The home holds a lease: what its household bought, its standing, and how far', async () => {
    const lease = await leaseInForce(home, household)
    await expectPressed(home, 'arm', 'granted')
    const services = lease.services.map(({ service, actions, standing, afterExpiry, essential, ceilings }) => {
      const [bound] = ceilings
      const upTo = bound === undefined ? '' : `, up to ${bound.ceiling} ${bound.counter} in all`
      const after = afterExpiry === 'degrade' ? `then only ${essential.join(', ')}` : `then ${afterExpiry}`
      return `${service}: ${actions.join(', ')}; standing ${standing}${upTo}; until the lease ends, ${after}`
    })
    return {
      remember: {},
      lines: [...services, 'somebody arms it at the panel: the home decides by itself, and journals before it acts'],
      facts: { services: lease.services },
    }
  })
}

/** What is included in a month may be used up without the hub, and not a scene more. */
export async function guardOffline(teller: Teller, home: AgentOnStage): Promise<void> {
  await teller.once(
    'home-offline',
    'The home loses its network; it guards on, and runs the scenes that are included',
    async () => {
      home.network.cut()
      await until('the loss of the connection', async () => ((await localStatus(home)).connected ? undefined : true))
      let scenesRun = 0
      const refusal = await until('the end of what is included', async () => {
        const became = await press(home, 'scene')
        if (became === 'granted') scenesRun++
        return became === 'granted' || became === 'busy' ? undefined : became
      })
      return {
        remember: {},
        lines: [`${scenesRun} scenes run; the next is refused: ${refusal}: ${refusalSentence(refusal as RefusalCode)}`],
        facts: { scenesRun, refusal },
      }
    },
  )
}

export async function outliveLease(teller: Teller, home: AgentOnStage, household: HubConnection): Promise<void> {
  await teller.once(
    'lease-ended',
    'Still offline, the lease ends: what is essential is left, and what is there for safety',
    async () => {
      home.network.cut()
      const { until: end } = await leaseOf(home, household)
      await pause(Math.max(0, Date.parse(end) + clocksDifferMs - Date.now()))
      await expectPressed(home, 'arm', 'lease_expired')
      await expectPressed(home, 'disarm', 'granted')
      await control(home.control, { do: 'end_alarm' })
      return {
        remember: {},
        lines: [
          `arm: refused, lease_expired: ${refusalSentence('lease_expired')}`,
          'disarm: granted, because the offer calls it essential',
          'the button that silences the siren asks nobody: it works, and is told afterwards',
        ],
        facts: { arm: 'lease_expired', disarm: 'granted', safety: 'end_alarm' },
      }
    },
  )
}

export async function comeHome(teller: Teller, home: AgentOnStage, household: HubConnection): Promise<void> {
  await teller.once('home-return', 'The network comes back: the home gets its next lease, the hub what it missed', async () => {
    home.network.restore()
    await connectedStatus(home)
    await leaseInForce(home, household)
    await expectPressed(home, 'arm', 'granted')
    await until('the receipt for the whole journal', async () => {
      const { journal } = await localStatus(home)
      return journal.unsealed === 0 && journal.acknowledgedThrough === journal.lastSeq ? true : undefined
    })
    const { items } = await household.get(`/v1/devices/${home.device}/events?limit=100`, accessEventsSchema)
    const count = (type: string, detail: string): number =>
      items.filter((event) => event.type === type && event.detail === detail).length
    const told = {
      scenes: count('performed', 'run'),
      refusedAtCeiling: count('lease_refused', 'ceiling_reached'),
      refusedAfterEnd: count('lease_refused', 'lease_expired'),
      safety: count('safety_action', 'end_alarm'),
    }
    if (told.scenes !== 2 || told.safety === 0) throw new Error(`the hub was told of ${JSON.stringify(told)}`)
    return {
      remember: {},
      lines: [`signed by the home and held by the hub: ${told.scenes} scenes, what was refused and why, the silenced siren`],
      facts: told,
    }
  })
}

const hourMs = 3_600_000

/** Ten at night to six in the morning, but for the last: it belongs to two months. */
function nightsOf({ fromMs, untilMs }: Month): readonly (readonly [number, number])[] {
  const nights: [number, number][] = []
  for (let tenMs = fromMs + 22 * hourMs; tenMs + 8 * hourMs <= untilMs; tenMs += 24 * hourMs)
    nights.push([tenMs, tenMs + 8 * hourMs])
  return nights
}

export async function tellNights(
  teller: Teller,
  home: AgentOnStage,
  household: HubConnection,
  subscriptions: Subscriptions,
  month: Month,
): Promise<void> {
  await teller.once('guard', `The home tells the nights it guarded in ${month.name}, rated by the hour`, async () => {
    const nights = nightsOf(month)
    await control(home.control, { do: 'tell_guarded', nights })
    const path = `/v1/subscriptions/${subscriptions.home}/usage?period=${month.name}`
    const hours = await until('the rating of every night', async () => {
      const { items } = await household.get(path, usageSchema)
      const guard = items.find(({ price }) => price === 'guard')
      return guard?.records === nights.length ? Number(guard.quantity) / 3600 : undefined
    })
    if (hours !== nights.length * 8) throw new Error(`${nights.length} nights came to ${hours} hours`)
    return { remember: {}, lines: [`${nights.length} nights, ${hours} hours`], facts: { nights: nights.length, hours } }
  })
}
