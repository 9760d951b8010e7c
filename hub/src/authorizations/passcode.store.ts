import type { DeviceId } from '@octroi/shared/ids/id'
import type { KeypadKey } from './keypad-key.ts'

/** A slot of one action of a device. */
export interface PasscodeSlot {
  readonly device: DeviceId
  readonly service: string
  readonly action: string
  readonly slotStart: number
}

export interface PasscodeStore {
  /** `service:action` of what the keypad of a device may do, as the device declared it; none where it has no keypad. */
  keypad(device: DeviceId): Promise<readonly string[]>
  putKeypad(device: DeviceId, actions: readonly string[]): Promise<void>
  /** The four newest keys of a device without their bytes, the oldest of them first; those before make no code any more. */
  keys(device: DeviceId): Promise<readonly KeypadKey[]>
  /** Adds a key, or replaces what is known of that generation. */
  putKey(device: DeviceId, key: KeypadKey): Promise<void>
  /** The device used what it was told last: it holds every key that has a beginning. */
  holdKeys(device: DeviceId): Promise<void>
  /** The numbers of the codes of a slot that were given away, also those taken back since. */
  taken(slot: PasscodeSlot): Promise<readonly number[]>
  /** The last slot of a device in which a code may still be used: not used, not taken back, not over. */
  lastLiveSlot(device: DeviceId, nowMs: number): Promise<number | undefined>
}
