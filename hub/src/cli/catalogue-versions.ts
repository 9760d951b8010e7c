import { readFile } from 'node:fs/promises'
import {
  catalogueSourceSchema,
  type catalogueVersionSchema,
  catalogueVersionsSchema,
  publishedVersionSchema,
} from '@octroi/shared/api/catalogue'
import type { VersionScope } from '@octroi/shared/api/vocabulary'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { itemsOf } from '@octroi/shared/client/list-items'
import type { z } from 'zod'
import { type Catalogue, noCatalogue } from '../catalogue/catalogue.ts'
import { diffCatalogues } from '../catalogue/diff-catalogues.ts'
import { parseCatalogue } from '../catalogue/parse-catalogue.ts'
import { changeLine, readCatalogue } from './catalogue.ts'
import { faultLine } from './file-fault.ts'

type Say = (line: string) => void
type Version = z.infer<typeof catalogueVersionSchema>

const path = '/v1/catalogue/versions'

/** Every version, newest first. */
export async function listVersions(hub: HubConnection, say: Say): Promise<0> {
  for await (const version of itemsOf<Version>((query) => hub.get(`${path}${query}`, catalogueVersionsSchema)))
    say(versionLine(version))
  return 0
}

export interface Publish {
  readonly file: string
  readonly effectiveFrom: string | undefined
  readonly touches: VersionScope | undefined
}

/**
 * Says what changes, publishes it, and says what was published. Exit codes: 0 published, or nothing changes; 1 the file has
 * faults. Rejects where the hub refuses it.
 */
export async function publishFile(hub: HubConnection, { file, ...asked }: Publish, say: Say, complain: Say): Promise<0 | 1> {
  const read = await readCatalogue(file)
  if (!read.ok) {
    for (const found of read.error) complain(faultLine(found))
    return 1
  }
  const { former, catalogue } = await newest(hub)
  const changes = diffCatalogues(catalogue, read.value)
  for (const change of changes) say(changeLine(change))
  // The same once more may still touch subscriptions that the former left where they were.
  if (former !== undefined && changes.length === 0 && (asked.touches ?? 'new') === 'new') {
    say(`${file} says the same as version ${former.version}: nothing was published.`)
    return 0
  }
  const given = Object.entries(asked).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))
  const query = new URLSearchParams(Object.fromEntries(given) as Record<string, string>).toString()
  const published = await hub.postYaml(
    query === '' ? path : `${path}?${query}`,
    await readFile(file, 'utf8'),
    publishedVersionSchema,
  )
  say(versionLine(published))
  for (const { offer, reason } of published.staysBehind) say(`who has ${offer} keeps their version: ${reasonWords[reason]}`)
  return 0
}

interface Newest {
  /** Absent where nothing was published yet. */
  readonly former?: Version
  readonly catalogue: Catalogue
}

async function newest(hub: HubConnection): Promise<Newest> {
  const { items } = await hub.get(`${path}?limit=1`, catalogueVersionsSchema)
  const [former] = items
  if (former === undefined) return { catalogue: noCatalogue }
  const { source } = await hub.get(`${path}/${former.version}`, catalogueSourceSchema)
  const parsed = parseCatalogue(source)
  // A hub of a later time may know more than this command.
  if (!parsed.ok) throw new Error(`Version ${former.version} of the hub cannot be read: this command is not of its release.`)
  return { former, catalogue: parsed.value }
}

const reasonWords: Readonly<Record<z.infer<typeof publishedVersionSchema>['staysBehind'][number]['reason'], string>> = {
  not_offered: 'it is not offered any more',
  other_currency: 'it asks another currency',
  other_sale: 'sold to others',
  other_wallet: 'paid from another wallet, or otherwise',
  other_periods: 'it bills other periods',
}

function versionLine({ version, effectiveFrom, publishedAt, touches, offers }: Version): string {
  const sold = offers.map(({ key }) => key).join(', ')
  return `version ${version}  in effect from ${effectiveFrom}  touches ${touches}  published ${publishedAt}  ${sold}`
}
