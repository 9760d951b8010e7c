import type { Business } from '../business.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { insist } from './insist.ts'
import { takeAndGive } from './take-and-give.ts'

/** By this name the world remembers whether the owner may still use what it bought. */
export const standingRight = 'standing'

interface OperatorParts {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly business: Business
}

/** Who runs the hub: suspends an owner who does not pay, and lets it go on. */
export class Operator {
  private readonly parts: OperatorParts
  private asked = 0
  private isDone = false

  constructor(parts: OperatorParts) {
    this.parts = parts
  }

  begin(): void {
    const random = this.parts.surroundings.random('operator')
    const { operator: token, owner } = this.parts.business
    const set = async (standing: string): Promise<boolean> => {
      const path = `/v1/accounts/${owner.account}/standing`
      const asked = { method: 'PUT', path, token, key: `operator-request-${++this.asked}`, body: { standing, reason: 'Sample' } }
      const answer = await insist({ ...this.parts, random, isDone: () => this.isDone }, asked)
      return answer?.status === 200
    }
    const parts = { ...this.parts, random }
    void takeAndGive(parts, { right: standingRight, chance: 0.25, take: () => set('suspended'), give: () => set('good') })
  }

  end(): void {
    this.isDone = true
  }
}
