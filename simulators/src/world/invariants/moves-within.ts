/** From the answer to the movement, and a moment. */
export const movesWithinMs = 1000
