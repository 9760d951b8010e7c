import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'

export interface Taking {
  /** What it is called, and what the world remembers of it. */
  readonly right: string
  /** In how many worlds of all it is taken. */
  readonly chance: number
  /** Resolves with whether it is known to be taken. */
  readonly take: () => Promise<boolean>
  readonly give: () => Promise<unknown>
}

/** In some worlds takes something away after a while, and in half of those gives it back. */
export async function takeAndGive(
  { surroundings, truth, random }: { readonly surroundings: Surroundings; readonly truth: Truth; readonly random: Random },
  { right: name, chance, take, give }: Taking,
): Promise<void> {
  const { schedule, tell } = surroundings
  // Drawn in any case, so that what one does changes nothing for the others.
  const [isTaken, afterMs] = [random.chance(chance), random.between(20_000, 120_000)]
  const [isGiven, backMs] = [random.chance(0.5), random.between(10_000, 120_000)]
  if (!isTaken) return
  await schedule.pause(afterMs)
  const right = truth.right(name)
  if (!(await take())) return
  right.taken()
  tell(`${name}: taken`)
  if (!isGiven) return
  await schedule.pause(backMs)
  right.askedBack()
  tell(`${name}: asked back`)
  await give()
}
