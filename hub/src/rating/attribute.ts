import type { DeviceId } from '@octroi/shared/ids/id'
import type { Where } from '../catalogue/where.ts'
import type { Usage } from '../usage/usage.ts'

/** An attribute of what happened. The device is one too: the one that told it, where the usage does not say. */
export function attributeOf(usage: Usage, name: string, device: DeviceId): string | undefined {
  const said = usage.attributes?.[name]
  return said === undefined && name === 'device' ? device : said
}

/** Whether every attribute that is asked for has one of the values that are meant. */
export function fits(where: Where | undefined, usage: Usage, device: DeviceId): boolean {
  if (where === undefined) return true
  return Object.entries(where).every(([name, values]) => {
    const value = attributeOf(usage, name, device)
    return value !== undefined && values.includes(value)
  })
}
