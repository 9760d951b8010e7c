import type { Where } from '../catalogue/where.ts'
import type { Usage } from '../usage/usage.ts'
import { deviceOf, type Origin } from './origin.ts'

/** An attribute of what happened. The device is one too: the one that told it, where the usage does not say. */
export function attributeOf(usage: Usage, name: string, origin: Origin): string | undefined {
  const said = usage.attributes?.[name]
  return said === undefined && name === 'device' ? deviceOf(origin) : said
}

/** Whether every attribute that is asked for has one of the values that are meant. */
export function fits(where: Where | undefined, usage: Usage, origin: Origin): boolean {
  if (where === undefined) return true
  return Object.entries(where).every(([name, values]) => {
    const value = attributeOf(usage, name, origin)
    return value !== undefined && values.includes(value)
  })
}
