import type { AgentEnvironment } from '../environment.ts'
import { type HubClient, HubRefusal } from '../uplink/hub-client.ts'
import { type Enrol, enrol } from './enrol.ts'
import type { Identity, IdentityStore } from './identity.ts'

const retryMs = 2000

/** Enrols, however long the hub is out of reach. A refusal is final: the claim code is wrong, used or expired. */
export async function enrolPersistently(
  { crypto, timers }: Pick<AgentEnvironment, 'crypto' | 'timers'>,
  hub: HubClient,
  identities: IdentityStore,
  command: Enrol,
  onFailure: (reason: string) => void,
): Promise<Identity> {
  for (;;) {
    try {
      return await enrol(crypto, hub, identities, command)
    } catch (error) {
      if (error instanceof HubRefusal) throw error
      onFailure(error instanceof Error ? error.message : String(error))
      await new Promise<void>((resolve) => void timers.after(retryMs, resolve))
    }
  }
}
