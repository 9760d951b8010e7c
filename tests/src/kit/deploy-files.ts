import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

export function deployFile(path: string): string {
  return readFileSync(join(root, 'deploy', path), 'utf8')
}

/** A unit of systemd: its settings, each with every value it is given. Throws where a line is none. */
export function unitSettings(text: string): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, string[]>()
  let section = ''
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? []
    const [, key, value = ''] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? []
    if (name !== undefined) section = name
    else if (key === undefined || section === '') throw new Error(`not a setting of a unit: ${line}`)
    else settings.set(`${section}.${key}`, [...(settings.get(`${section}.${key}`) ?? []), value])
  }
  return settings
}

/** What a unit sets for its program, and what its example of an environment file does. */
export function unitEnvironment(unit: string, example: string): Record<string, string> {
  const set = unitSettings(unit).get('Service.Environment') ?? []
  const lines = example.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    [...set, ...lines].map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}
