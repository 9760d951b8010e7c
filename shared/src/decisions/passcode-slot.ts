/**
 * Passcodes live by slots of half an hour, aligned to 1970-01-01T00:00Z: a code opens in its slot and in the next one.
 * Instants here are whole seconds.
 */
export const slotSeconds = 1800

/** The start of the slot that an instant lies in. */
export function slotOf(seconds: number): number {
  return seconds - (seconds % slotSeconds)
}

/** When a code of a slot opens, as `[from, until)`. */
export function lifeOf(slotStart: number): { readonly from: number; readonly until: number } {
  return { from: slotStart, until: slotStart + 2 * slotSeconds }
}

/** The slots whose codes open at an instant, the older one first. */
export function openSlots(seconds: number): readonly number[] {
  const current = slotOf(seconds)
  return [current - slotSeconds, current].filter((slotStart) => slotStart >= 0)
}
