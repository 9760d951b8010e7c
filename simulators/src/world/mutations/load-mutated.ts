import type { InitializeHook, LoadHook } from 'node:module'
import { builtOf, mutate } from './mutate.ts'
import type { Mutation } from './mutation.ts'

let mutation: Mutation | undefined

/**
 * Runs in the thread that loads modules: says what is broken in them.
 * @public Node calls it by name.
 */
export const initialize: InitializeHook<Mutation> = (given) => {
  mutation = given
}

/**
 * Loads every module as it is but one.
 * @public Node calls it by name.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context)
  if (mutation === undefined || !url.endsWith(`/${builtOf(mutation.file)}`)) return loaded
  const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
  return { ...loaded, source: mutate(text, mutation) }
}
