import { heatings, limitedOpenings } from '../terms.ts'
import type { Truth } from '../truth.ts'
import type { Invariant } from './invariant.ts'

/** What was done less than that before the power went may not have been written down. */
const writtenWithinMs = 2000

export const quotasHold: Invariant = {
  name: 'quotas hold',
  says: 'Nobody uses more than a hard limit says, asked or offline, but for what a disk that went back forgot: of that, at most one allotment each time.',
  holds: async ({ truth, business }) => {
    const wrong: string[] = []
    const limited = business.merchants[0]?.account
    const opened = truth.admissions.filter(({ authorization }) => truth.grants.get(authorization)?.requester === limited).length
    if (opened > limitedOpenings) wrong.push(`${opened} openings of ${limitedOpenings} were used`)
    const heated = truth.movements.filter(({ how, device, atMs }) => how === 'heated' && isWritten(truth, device, atMs)).length
    const most = heatings.limit + heatings.perDevice * truth.setBack.length
    if (heated > most) wrong.push(`${heated} heatings were used, and at most ${most} could be`)
    return wrong
  },
}

function isWritten({ powered }: Truth, device: string, movedMs: number): boolean {
  return !powered.some((each) => {
    return each.device === device && !each.isOn && each.atMs >= movedMs && each.atMs <= movedMs + writtenWithinMs
  })
}
