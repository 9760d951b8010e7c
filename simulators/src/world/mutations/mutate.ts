import type { Mutation } from './mutation.ts'

/** The text of a module with the bug in it. Throws where the list is not about this text any more. */
export function mutate(text: string, { name, find, replace }: Pick<Mutation, 'name' | 'find' | 'replace'>): string {
  const [before, after, ...more] = text.split(find)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`what ${name} changes stands ${more.length + (after === undefined ? 0 : 1)} times in its file`)
  }
  return before + replace + after
}

/** Where the module that is built of a source file lies. */
export function builtOf(file: string): string {
  return file.replace('/src/', '/dist/').replace(/\.ts$/, '.js')
}
