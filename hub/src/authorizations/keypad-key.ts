import { slotOf, slotSeconds } from '@octroi/shared/decisions/passcode-slot'

/** A generation of a device's passcode key, as the hub knows it: its bytes are derived when they are needed. */
export interface KeypadKey {
  readonly generation: number
  /** The device's epoch when it was made: a device of a later one takes none of its codes. */
  readonly epoch: number
  /** It makes the codes of slots that start then or later. Absent until it is first told to the device. */
  readonly from?: number
  /** The device connected with the session that told it. Before that it may or may not know it. */
  readonly isHeld: boolean
}

export type ToldKey = KeypadKey & { readonly from: number }

/**
 * The newest key as a session is to tell it, or undefined where nothing changes. The first begins at once, as does one of a
 * risen epoch, because every code of an earlier epoch is revoked. One that follows another begins after every code that may
 * still be used, and a slot later, so that no code of its first slot was held against codes of the other key.
 */
export function nextKey(
  keys: readonly KeypadKey[],
  { epoch, lastLiveSlot }: { readonly epoch: number; readonly lastLiveSlot: number | undefined },
): ToldKey | undefined {
  const newest = keys.at(-1)
  if (newest === undefined || newest.epoch < epoch) {
    return { generation: (newest?.generation ?? 0) + 1, epoch, from: 0, isHeld: false }
  }
  if (newest.from !== undefined) return undefined
  return { ...newest, from: lastLiveSlot === undefined ? 0 : lastLiveSlot + 2 * slotSeconds }
}

/** What a session tells: the keys of the slots that are open or still to come. */
export function keysToTell(
  keys: readonly KeypadKey[],
  { epoch, nowSeconds }: { readonly epoch: number; readonly nowSeconds: number },
): readonly ToldKey[] {
  const told = keys.filter((key): key is ToldKey => key.from !== undefined && key.epoch >= epoch)
  const oldestOpen = slotOf(nowSeconds) - slotSeconds
  const current = told.findLast(({ from }) => from <= oldestOpen)
  return told.filter(({ generation }) => current === undefined || generation >= current.generation)
}

/** A key is replaced only once it makes every open code: so a device holds two at most. */
export function mayFollow(keys: readonly KeypadKey[], nowSeconds: number): boolean {
  const newest = keys.at(-1)
  return newest?.isHeld === true && newest.from !== undefined && newest.from <= slotOf(nowSeconds) - slotSeconds
}
