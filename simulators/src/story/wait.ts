/** Asks again and again until there is an answer; rejects with what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const endMs = Date.now() + withinMs
  // Often at first; what takes long is not asked so often that it counts as a flood.
  for (let waitMs = 25; ; waitMs = Math.min(waitMs * 1.2, 250)) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() >= endMs) throw new Error(`${what} did not happen within ${withinMs / 1000} s`)
    await pause(waitMs)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
