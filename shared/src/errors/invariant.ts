/** A rule of our own that did not hold: a defect, never the user's doing. It ends the unit of work, not the process. */
class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}
