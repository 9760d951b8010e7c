import type { Moved } from '../truth.ts'
import type { Invariant } from './invariant.ts'

export const confirmedIsSecured: Invariant = {
  name: 'confirmed is secured',
  says: 'What is confirmed as completed was opened with that permit and then really closed and secured, unless a clone of its device tells so with its key; each outcome is confirmed by one message, however often it comes.',
  holds: async ({ truth }) => {
    const wrong: string[] = []
    const messages = new Map<string, string>()
    for (const { message, type, authorization, atMs } of truth.confirmations) {
      const outcome = `${type} of ${authorization}`
      const known = messages.get(outcome) ?? message
      messages.set(outcome, known)
      if (known !== message) wrong.push(`${outcome} is told by ${known} and by ${message}`)
      if (type !== 'authorization.completed') continue
      const admission = truth.admissions.find((each) => each.authorization === authorization)
      if (truth.wasCloned(admission?.device, atMs)) continue
      const later = truth.movements.filter(
        (each) => each.device === admission?.device && each.atMs >= admission.atMs && each.atMs <= atMs,
      )
      const isDarkAt = (atMs: number): boolean => {
        return truth.powered.findLast((each) => each.device === admission?.device && each.atMs <= atMs)?.isOn === false
      }
      if (!follows(later, isDarkAt)) wrong.push(`${outcome}, and it was not`)
    }
    return wrong
  },
}

const order: readonly Moved['how'][] = ['unlatched', 'opened', 'closed', 'secured']

/**
 * Whether these happened in this order, whatever else did in between. Of what opened while the device was dark nobody knows who
 * did it, nor whether the latch had moved before: it counts as opened.
 */
function follows(movements: readonly Moved[], isDarkAt: (atMs: number) => boolean): boolean {
  let next = 0
  for (const { how, atMs } of movements) {
    if (how === 'released' && next <= 1 && (next === 1 || isDarkAt(atMs))) next = 2
    else if (how === order[next]) next++
  }
  return next === order.length
}
