import type { Invariant } from './invariant.ts'

/** A permit counts whole seconds, and a window may begin a little early for a clock that lags. */
const [secondMs, earlyMs] = [1000, 2000]

export const inItsWindow: Invariant = {
  name: 'in its window',
  says: 'A permit or a command is granted only by a clock that was set, a permit once its window may have begun, and while it cannot have ended by that clock, however far it may be off.',
  holds: async ({ truth }) => {
    const wrong: string[] = []
    for (const { device, authorization, clock } of truth.admissions) {
      const grant = truth.grants.get(authorization)
      if (grant === undefined || clock === undefined) continue
      const { state, nowMs, uncertaintyMs } = clock
      const latestMs = nowMs + uncertaintyMs
      if (state !== 'synced') wrong.push(`${device} took ${authorization} by a clock that was not set`)
      else if (grant.form !== 'command' && latestMs + earlyMs + secondMs < grant.fromMs)
        wrong.push(`${device} took ${authorization} before its window`)
      else if (latestMs >= Math.ceil(grant.untilMs / secondMs) * secondMs) {
        wrong.push(`${device} took ${authorization} when its window may have been over`)
      }
    }
    return wrong
  },
}
