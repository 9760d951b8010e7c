import { climate, trunk } from '../field/thing.ts'
import type { Moved } from '../truth.ts'
import type { Invariant } from './invariant.ts'
import { movesWithinMs } from './moves-within.ts'

/** What moves for which service, and not by a hand. */
const movedBy = { unlatched: trunk, heated: climate } as const

export const openedIsPermitted: Invariant = {
  name: 'opened is permitted',
  says: 'Nothing moves but for a permit that the hub issued for this device, shown unchanged by its holder, or handed on by its holder where it may be, or a passcode of this device, or a command of the hub to it, or for what its owner asked and a lease allows, or for one that was signed with the hub’s stolen key.',
  holds: async ({ truth, devices }, { granted }) => {
    const ids = new Map(devices.map(({ name, id }) => [name, id]))
    const wrong: string[] = []
    const admitted = truth.admissions.map((admission) => ({ ...admission, service: trunk }))
    const begun = [...admitted, ...truth.pressed, ...truth.thefts]
    for (const { device, how, atMs } of truth.movements) {
      if (!isMoved(how)) continue
      const service = movedBy[how]
      const place = begun.findIndex((one) => {
        return one.device === device && one.service === service && one.atMs <= atMs && atMs - one.atMs <= movesWithinMs
      })
      if (place < 0) wrong.push(`${device} ${how} at ${new Date(atMs).toISOString()} for nobody`)
      else begun.splice(place, 1)
    }
    for (const { device, authorization, permit, isHolder } of truth.admissions) {
      const grant = truth.grants.get(authorization)
      // Of a command its device may hear before whoever asked for it, who may never.
      const isCommand = grant === undefined && permit === ''
      if (isCommand && granted.some(({ id, device: on }) => id === authorization && on === ids.get(device))) continue
      if (grant === undefined) wrong.push(`${device} granted ${authorization}, which nobody was given`)
      else if (grant.permit !== permit) wrong.push(`${device} took a changed permit of ${authorization}`)
      else if (grant.device !== device) wrong.push(`${device} took ${authorization}, which is for ${grant.device}`)
      else if (!isHolder) wrong.push(`${device} took ${authorization} from somebody who does not hold it`)
    }
    return wrong
  },
}

function isMoved(how: Moved['how']): how is keyof typeof movedBy {
  return Object.hasOwn(movedBy, how)
}
