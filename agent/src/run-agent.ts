import { initialState } from './acting/initial-state.ts'
import { ActingShell } from './acting/shell.ts'
import { keepClock } from './clock/clock-keeper.ts'
import type { Driver } from './drivers/driver.ts'
import type { Identity, IdentityStore } from './enrolment/identity.ts'
import type { AgentEnvironment } from './environment.ts'
import type { Journal } from './journal/journal.ts'
import { Sealer } from './journal/sealer.ts'
import { Uplink, type UplinkDependencies } from './uplink/uplink.ts'

/** What an agent is made of, wherever it runs. */
export interface AgentParts {
  readonly environment: AgentEnvironment
  readonly journal: Journal
  /** Of this start. */
  readonly boot: Uint8Array
  readonly identity: Identity
  readonly identities: IdentityStore
  readonly driver: Driver
  readonly uplink: Pick<UplinkDependencies, 'hub' | 'connect' | 'origin' | 'mqttDial' | 'report'>
  /** The journal failed: nothing can be trusted until a new boot. */
  readonly onFatal: (error: unknown) => void
}

export interface RunningAgent {
  readonly shell: ActingShell
  readonly isConnected: () => boolean
  /** Ends in order; the journal stays open. */
  readonly stop: () => Promise<void>
}

const lingerMs = 500

/** Boots an agent on its open journal: from here on it decides, journals and sends. */
export async function runAgent(parts: AgentParts): Promise<RunningAgent> {
  const { environment, journal, boot, identity, identities, driver, onFatal } = parts
  const { crypto, timers } = environment
  const sealer = new Sealer({ crypto, timers, journal, signer: identity, lingerMs, onSealed: () => uplink.wake(), onFatal })
  const initial = await initialState(environment, identity, journal, driver)
  const shell = new ActingShell({ environment, journal, driver, initial, onCommitted: () => sealer.wake(), onFatal })
  const uplink = new Uplink({ ...parts.uplink, environment, identity, identities, shell, journal, boot, onFatal })
  const endClock = await keepClock(timers, journal, () => shell.clock(), onFatal)
  sealer.sealLeftovers()
  await shell.boot()
  // Before the driver: a full journal is emptied by the hub alone.
  uplink.start()
  await driver.start(shell)
  await shell.driverStarted()
  return {
    shell,
    isConnected: () => uplink.isConnected,
    stop: async () => {
      await driver.stop()
      shell.stop()
      await uplink.stop()
      await sealer.stop()
      await endClock()
    },
  }
}
