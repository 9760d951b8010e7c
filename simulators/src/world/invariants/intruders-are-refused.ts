import type { Invariant } from './invariant.ts'

export const intrudersAreRefused: Invariant = {
  name: 'intruders are refused',
  says: 'Nobody reads or changes what belongs to another tenant, account or device, or does something else under a key that was used.',
  holds: async ({ truth }) => truth.misdeeds.intrusions,
}
