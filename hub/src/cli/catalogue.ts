import { readFile } from 'node:fs/promises'
import { err, type Result } from '@octroi/shared/errors/result'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { catalogueBytesAtMost, parseCatalogue, type RatedBy } from '../catalogue/parse-catalogue.ts'
import { type FileFault, faultLine } from './file-fault.ts'

export const catalogueUsage = `octroi catalogue validate FILE
  Reads a catalogue as publishing it would, and says every fault with its line. Publishes nothing.
`

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

export async function readCatalogue(file: string, by: RatedBy = 'hub'): Promise<Result<Catalogue, readonly FileFault[]>> {
  const source = await readFile(file)
  if (source.length > catalogueBytesAtMost) {
    return err([{ file, line: 1, path: '', code: 'too_large', detail: `must have at most ${catalogueBytesAtMost} bytes` }])
  }
  const parsed = parseCatalogue(source.toString('utf8'), by)
  return parsed.ok ? parsed : err(parsed.error.map((found) => ({ ...found, file })))
}
