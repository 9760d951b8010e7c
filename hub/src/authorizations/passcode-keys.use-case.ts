import { derivePasscodeKey } from '@octroi/shared/decisions/passcode-code'
import type { DeviceId } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { type PasscodeKey, passcodeKeysMessage } from '@octroi/shared/wire/messages/passcode'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { passcodeSecret } from '../tenants/passcode-secret.use-case.ts'
import { unsealKey } from '../tenants/signer.ts'
import { type KeypadKey, keysToTell, nextKey } from './keypad-key.ts'

type Needs = Pick<Stores, 'tenants' | 'devices' | 'passcodes'>

/** What a device says of itself as it opens a session. */
export interface KeypadDeclared {
  readonly device: DeviceId
  /** `service:action` of what its keypad may do; none where it has no keypad. */
  readonly keypad: readonly string[]
  readonly deviceNonce: Uint8Array
}

/** Keeps what the device declares of its keypad, and signs the keys it is to hold from now on, where it has one. */
export async function tellPasscodeKeys(
  stores: Needs,
  environment: Environment,
  { device: id, keypad, deviceNonce }: KeypadDeclared,
): Promise<{ readonly passcodeKeys?: Uint8Array }> {
  const { tenants, devices, passcodes } = stores
  const { crypto, sealer, nowMs } = environment
  if (!isSame(keypad, await passcodes.keypad(id))) await passcodes.putKeypad(id, keypad)
  const [tenant, device] = [await tenants.get(), await devices.get(id)]
  if (keypad.length === 0 || tenant === undefined || device === undefined) return {}
  const keys = await withNext(stores, environment, device)
  const claims = {
    device: id,
    nonce: deviceNonce,
    time: nowMs(),
    maxOpenSeconds: tenant.policy.maxOpenSeconds,
    keys: await toldKeys(stores, environment, device, keys),
  }
  const permitKeys = unsealKey(sealer, await tenants.signingKey('permits'))
  return { passcodeKeys: signMessage(crypto, passcodeKeysMessage, claims, permitKeys) }
}

function isSame(actions: readonly string[], before: readonly string[]): boolean {
  return actions.length === before.length && actions.every((action, index) => action === before[index])
}

/** The device connected with the session that told the keys, so it holds them. */
export async function holdPasscodeKeys({ passcodes }: Pick<Stores, 'passcodes'>, device: DeviceId): Promise<void> {
  if ((await passcodes.keypad(device)).length > 0) await passcodes.holdKeys(device)
}

/** The keys that the device was told or is about to be, with their bytes. */
export async function toldKeys(
  stores: Pick<Stores, 'tenants'>,
  environment: Environment,
  { id, epoch: current }: Device,
  keys: readonly KeypadKey[],
): Promise<readonly PasscodeKey[]> {
  const told = keysToTell(keys, { epoch: current, nowSeconds: Math.floor(environment.nowMs() / 1000) })
  if (told.length === 0) return []
  const secret = await passcodeSecret(stores, environment)
  return told.map(({ generation, from, epoch }) => {
    return { generation, key: derivePasscodeKey(environment.crypto, secret, id, generation), from, epoch }
  })
}

/** The first key, one that was asked for, or one of a risen epoch begins as it is told. */
async function withNext({ passcodes }: Needs, { nowMs }: Environment, device: Device): Promise<readonly KeypadKey[]> {
  const keys = await passcodes.keys(device.id)
  const lastLiveSlot = await passcodes.lastLiveSlot(device.id, nowMs())
  const next = nextKey(keys, { epoch: device.epoch, lastLiveSlot })
  if (next === undefined) return keys
  await passcodes.putKey(device.id, next)
  return [...keys.filter(({ generation }) => generation !== next.generation), next]
}
