import { standingRight } from '../actors/operator.ts'
import { ownRight } from '../actors/owner.ts'
import { trunk } from '../field/thing.ts'
import type { Invariant } from './invariant.ts'

export const boughtWorks: Invariant = {
  name: 'bought works',
  says: 'Once the faults have stopped, what an owner bought and nobody took opens for it at every device.',
  holds: async ({ truth }) => {
    if (![ownRight, standingRight].every((right) => truth.right(right).isUntouched())) return []
    return truth.lastAnswers
      .filter(({ service, said }) => service === trunk && said !== 'granted')
      .map(({ device, said }) => `${device} answers its owner ${said}`)
  },
}
