import { readFile } from 'node:fs/promises'
import { err, type Result } from '@octroi/shared/errors/result'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type CatalogueChange, diffCatalogues, type Plain } from '../catalogue/diff-catalogues.ts'
import { catalogueBytesAtMost, parseCatalogue, type RatedBy } from '../catalogue/parse-catalogue.ts'
import { type FileFault, faultLine } from './file-fault.ts'

/** Exit codes: 0 sound, 1 it has faults. Throws where the file cannot be read. */
export async function validateCatalogue(
  file: string,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1> {
  const read = await readCatalogue(file)
  if (!read.ok) {
    for (const found of read.error) complain(faultLine(found))
    return 1
  }
  const { services, meters, offers } = read.value
  const count = (named: object, one: string): string => {
    const { length } = Object.keys(named)
    return `${length} ${length === 1 ? one : `${one}s`}`
  }
  write(`${file} is sound: ${count(services, 'service')}, ${count(meters, 'meter')}, ${count(offers, 'offer')}.`)
  return 0
}

/** Exit codes as `diff` has them: 0 they mean the same, 1 they differ. 2 where one has faults. Throws where one cannot be read. */
export async function compareCatalogues(
  [before, after]: readonly [string, string],
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1 | 2> {
  const [former, latter] = [await readCatalogue(before), await readCatalogue(after)]
  if (!former.ok || !latter.ok) {
    for (const found of [former, latter].flatMap((read) => (read.ok ? [] : read.error))) complain(faultLine(found))
    return 2
  }
  const changes = diffCatalogues(former.value, latter.value)
  for (const change of changes) write(changeLine(change))
  return changes.length === 0 ? 0 : 1
}

/** `offers.supply.name: "Supply" -> "Energy"` */
export function changeLine({ path, before, after }: CatalogueChange): string {
  const said = (value: Plain | undefined): string => (value === undefined ? '(nothing)' : JSON.stringify(value))
  return `${path}: ${said(before)} -> ${said(after)}`
}

export async function readCatalogue(file: string, by: RatedBy = 'hub'): Promise<Result<Catalogue, readonly FileFault[]>> {
  const source = await readFile(file)
  if (source.length > catalogueBytesAtMost) {
    return err([{ file, line: 1, path: '', code: 'too_large', detail: `must have at most ${catalogueBytesAtMost} bytes` }])
  }
  const parsed = parseCatalogue(source.toString('utf8'), by)
  return parsed.ok ? parsed : err(parsed.error.map((found) => ({ ...found, file })))
}
