import type { Mutation } from './mutation.ts'
import { mutationsOfAgent } from './of-agent.ts'
import { mutationsOfHub } from './of-hub.ts'
import { mutationsOfShared } from './of-shared.ts'

/** Every bug that can be put into the code on purpose. */
export const mutations: readonly Mutation[] = [...mutationsOfShared, ...mutationsOfAgent, ...mutationsOfHub]

export function isMutation(name: string): boolean {
  return mutations.some((each) => each.name === name)
}

/** Throws where there is none. */
export function mutationNamed(name: string): Mutation {
  const found = mutations.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no mutation ${name}`)
  return found
}
