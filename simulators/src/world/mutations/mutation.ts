/** A bug that is put into the code on purpose, to see that the world finds it. */
export interface Mutation {
  readonly name: string
  /** What the code then does wrong. */
  readonly sentence: string
  /** The source file, from the top of the repository. */
  readonly file: string
  /** What stands in it exactly once, and within one line, so that it stands in what is built of it too. */
  readonly find: string
  readonly replace: string
}
