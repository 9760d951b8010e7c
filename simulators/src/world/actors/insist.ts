import type { Answer, Asked, HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'

const againMs = 3000
/** Of the answers, how many get lost on the way back. */
const lost = 0.15

export interface Insisting {
  readonly surroundings: Surroundings
  readonly hub: HubMachine
  readonly truth: Truth
  readonly random: Random
  /** Nobody asks any more. */
  readonly isDone: () => boolean
}

export interface Insisted extends Omit<Asked, 'key'> {
  readonly method: string
  readonly path: string
  readonly key: string
}

/** Asks until it is answered. Now and then the answer is lost on the way back, and the same is asked again under the same key. */
export async function insist(
  { surroundings, hub, truth, random, isDone }: Insisting,
  { method, path, ...asked }: Insisted,
): Promise<Answer | undefined> {
  while (!isDone()) {
    const answer = await hub.ask(method, path, asked).catch(() => undefined)
    if (answer !== undefined && answer.status < 500) {
      truth.answered(asked.key, String(answer.body.id ?? answer.body.authorization ?? answer.body.code))
      if (!random.chance(lost)) return answer
    }
    await surroundings.schedule.pause(againMs)
  }
  return undefined
}
