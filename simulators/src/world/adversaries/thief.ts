import { replaceSigningKeys } from '@octroi/hub/tenants/replace-signing-keys.use-case'
import { unsealKey } from '@octroi/hub/tenants/signer'
import type { KeyPair } from '@octroi/shared/crypto/crypto'
import { actionName } from '@octroi/shared/decisions/action-name'
import { invariant } from '@octroi/shared/errors/invariant'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { permitMessage } from '@octroi/shared/wire/messages/permit'
import { orDark } from '../actors/or-dark.ts'
import type { DeviceMachine } from '../field/device-machine.ts'
import { trunk } from '../field/thing.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'

const tries = 14
const lastsSeconds = 600
/** Above what any device has come to: a thief names what helps it. */
const epoch = 1_000_000
const firstKeyset = 1

interface Stolen {
  readonly key: KeyPair
  /** The version of the key set that it was in. */
  readonly stolenFrom: number
}

/** Somebody who has the key that the hub signs permits with, and opens with it what nobody granted. */
export class Thief {
  private readonly world: World
  private readonly random: Random

  constructor(world: World, name: string) {
    this.world = world
    this.random = world.surroundings.random(name)
  }

  /** Takes the key, and goes from device to device with permits of its own, also when the keys have long been replaced. */
  async rob(): Promise<void> {
    const { hub, business, devices, surroundings, truth } = this.world
    if (!hub.isUp) return
    const { sealer } = hub.environment
    const stolen = await hub.storage.read(business.tenant, async ({ tenants }) =>
      unsealKey(sealer, await tenants.signingKey('permits')),
    )
    const stolenFrom = truth.replacedKeys.at(-1)?.version ?? firstKeyset
    for (let tried = 0; tried < tries; tried++) {
      await surroundings.schedule.pause(this.random.between(1000, 30_000))
      await this.open(this.random.pick(devices), { key: stolen, stolenFrom })
    }
  }

  private async open(device: DeviceMachine, { key, stolenFrom }: Stolen): Promise<void> {
    const { surroundings, truth } = this.world
    const shell = device.agent?.shell
    if (shell === undefined) return
    // As it decides; a new set may come while it answers.
    const { version } = shell.state.keyset
    const { nowMs } = shell.time()
    const answer = await orDark(device, shell.presentPermit({ permit: this.forged(device, key) }))
    if (answer?.kind !== 'granted') return
    surroundings.tell(`${device.name} lets a thief in`)
    truth.stole({
      device: device.name,
      authorization: answer.authorization,
      service: trunk,
      stolenFrom,
      keyset: version,
      clockMs: nowMs,
    })
    await surroundings.schedule.pause(1000)
    if (!device.thing.pull()) return
    await surroundings.schedule.pause(2000)
    device.thing.close()
  }

  private forged(device: DeviceMachine, key: KeyPair): Uint8Array {
    const { surroundings, business } = this.world
    const nowSeconds = Math.floor(surroundings.trueMs() / 1000)
    const claims = {
      issuer: business.tenant,
      grantee: business.merchants[0]?.account ?? business.owner.account,
      device: device.id,
      issuedAt: nowSeconds,
      notBefore: nowSeconds - lastsSeconds,
      expiresAt: nowSeconds + lastsSeconds,
      authorization: idFromBytes('authorization', this.random.bytes(16)),
      action: actionName(trunk, 'open'),
      uses: 1,
      epoch,
      maxOpenSeconds: 120,
    }
    return signMessage(surroundings.crypto, permitMessage, claims, key)
  }
}

/** The operator finds out, and does what it is told to do then: the hub stands still, its keys are replaced, it begins anew. */
export async function replaceStolenKey({ hub, business, truth, surroundings }: World): Promise<void> {
  const endMs = hub.nowMs()
  await hub.atRest(async (storage, environment) => {
    const asked = { uses: ['permits'], endMs, root: business.root } as const
    const replaced = await storage.transaction(business.tenant, (stores) => replaceSigningKeys(stores, environment, asked))
    invariant(replaced.ok, 'the root key is the right one')
    truth.keysReplaced({ version: replaced.value.version, endMs })
    surroundings.tell(`the permit key is replaced: key set ${replaced.value.version}`)
  })
}
