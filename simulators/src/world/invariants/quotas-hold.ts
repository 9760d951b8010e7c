import { heatings, limitedOpenings } from '../terms.ts'
import type { Admission, Truth } from '../truth.ts'
import type { Invariant } from './invariant.ts'

/** What was done less than that before the power went may not have been written down. */
const writtenWithinMs = 2000

/** Nobody opens later what was unlatched. */
const opensWithinMs = 30_000

export const quotasHold: Invariant = {
  name: 'quotas hold',
  says: 'Nobody uses more than a hard limit says, asked or offline, but for what a disk that went back forgot: of that, at most one allotment each time.',
  holds: async ({ truth, business }) => {
    const wrong: string[] = []
    const limited = business.merchants[0]?.account
    const admitted = truth.admissions.filter(({ authorization }) => truth.grants.get(authorization)?.requester === limited)
    const opened = admitted.filter((admission) => hasOpened(truth, admission)).length
    if (opened > limitedOpenings) wrong.push(`${opened} openings of ${limitedOpenings} were used`)
    const heated = truth.movements.filter(({ how, device, atMs }) => how === 'heated' && isWritten(truth, device, atMs)).length
    const most = heatings.limit + heatings.perDevice * truth.setBack.length
    if (heated > most) wrong.push(`${heated} heatings were used, and at most ${most} could be`)
    return wrong
  },
}

/** What was granted and never opened, because somebody pulled the battery, say, is not used. */
function hasOpened(truth: Truth, { device, atMs: grantedMs }: Admission): boolean {
  return truth.movements.some(({ how, device: moved, atMs }) => {
    const isIts = moved === device && atMs >= grantedMs && atMs - grantedMs <= opensWithinMs
    return how === 'opened' && isIts && isWritten(truth, device, atMs)
  })
}

function isWritten({ powered }: Truth, device: string, movedMs: number): boolean {
  return !powered.some((each) => {
    return each.device === device && !each.isOn && each.atMs >= movedMs && each.atMs <= movedMs + writtenWithinMs
  })
}
