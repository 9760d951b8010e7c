import * as nodeCrypto from 'node:crypto'
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { enrol } from '@octroi/agent/enrolment/enrol'
import { identityFiles } from '@octroi/agent/enrolment/identity-files'
import { hubClient } from '@octroi/agent/uplink/hub-client'
import { localStatusSchema } from '@octroi/shared/api/local'
import { type Crypto } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { z } from 'zod'
import type { AgentOnStage, Stage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import { until } from '../wait.ts'
import type { Parties, Things } from './beginning.ts'

export const crypto: Crypto = nativeCrypto(nodeCrypto)

export interface Agents {
  readonly car: AgentOnStage
  readonly meter: AgentOnStage
  readonly home: AgentOnStage
}

export async function startAgents(teller: Teller, stage: Stage, { tenant }: Parties, things: Things): Promise<Agents> {
  return teller.always(
    'agents',
    'Three agents enrol, open sessions and connect over MQTT: a car lock, a smart meter, a home controller',
    async () => {
      const [car, meter, home] = await Promise.all([
        stage.startAgent({ name: 'car', driver: 'lock', tenant, claimCode: things.car.claimCode }),
        stage.startAgent({ name: 'meter', driver: 'meter', tenant, claimCode: things.meter.claimCode }),
        stage.startAgent({ name: 'home', driver: 'home', tenant, claimCode: things.home.claimCode }),
      ])
      for (const agent of [car, meter, home]) await connectedStatus(agent)
      return {
        remember: { car, meter, home },
        lines: ['each made its key itself, pinned the tenant’s root key, and has the hub’s signed time'],
        facts: { car: car.device, meter: meter.device, home: home.device },
      }
    },
  )
}

/** Its agent stays off: it only has to exist, so that a permit can be for it. */
export async function enrolSecondCar(teller: Teller, stage: Stage, { tenant }: Parties, things: Things): Promise<void> {
  await teller.once('second-car', 'A second car enrols, so that there is another car’s permit to try', async () => {
    const folder = join(stage.dataDir, 'second-car')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const store = identityFiles(folder, crypto, (length) => new Uint8Array(randomBytes(length)))
    const { claimCode } = things.secondCar
    const { device } = await enrol(crypto, hubClient(stage.origin, undefined), store, { tenant, claimCode, origin: stage.origin })
    return { remember: { device }, facts: { device } }
  })
}

export type LocalStatus = z.infer<typeof localStatusSchema>

export async function localStatus({ localUrl }: AgentOnStage): Promise<LocalStatus> {
  const response = await fetch(`${localUrl}/status`)
  return z.object(localStatusSchema.shape).parse(await response.json())
}

/** An agent that found no network for a while does not try again at once. */
const connectedWithinMs = 60_000

export function connectedStatus(agent: AgentOnStage): Promise<LocalStatus> {
  const look = async (): Promise<LocalStatus | undefined> => {
    const status = await localStatus(agent)
    return status.connected && status.time.state === 'synced' ? status : undefined
  }
  return until('the connection of the agent', look, connectedWithinMs)
}
