import { readFile } from 'node:fs/promises'
import { importReportSchema } from '@octroi/shared/api/imports'
import type { ImportKind } from '@octroi/shared/api/vocabulary'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import { HubProblem } from '@octroi/shared/client/hub-problem'
import type { z } from 'zod'
import { type FileFault, faultLine } from './file-fault.ts'
import { hubAccessUsage } from './hub-access.ts'

export const importUsage = `octroi import accounts|devices|subscriptions FILE [--system NAME] [--dry-run] [--json] [--hub URL]
  Takes in the rows of a CSV file, all or none; says every fault with its line and column. Its first line names the columns.
  accounts       externalId, name, zone, parent, language, legalName, address.line1 to .line4, address.postalCode, .city,
                 .region, .country, tax.kind, tax.country, tax.vatNumber, contact.billing.name, .email, .phone, and the same
                 of technical, legal and other, attributes.NAME
  devices        externalId, account, label, services as in trunk.access:open|close;home.alarm:arm
  subscriptions  externalId, account, offer, device, quantity, startsAt, coupon
  account, device and parent are ids, or what the same system calls them. The same file once more changes nothing.
  --system   whose names stand in externalId; \`import\` where it is absent
  --dry-run  says what would be done, and does nothing
  --json     the answer as the hub gives it
${hubAccessUsage}`

export interface ImportCommand {
  readonly kind: ImportKind
  readonly file: string
  readonly system: string | undefined
  readonly isDryRun: boolean
  readonly asJson: boolean
}

type Say = (line: string) => void
type Report = z.infer<typeof importReportSchema>

/** Exit codes: 0 taken in, or nothing is in the way of it; 1 the file has faults. Rejects where the hub refuses otherwise. */
export async function importRows(hub: HubConnection, command: ImportCommand, say: Say, complain: Say): Promise<0 | 1> {
  const { kind, file, system, isDryRun, asJson } = command
  const query = new URLSearchParams({
    kind,
    ...(isDryRun ? { dryRun: 'true' } : {}),
    ...(system === undefined ? {} : { system }),
  }).toString()
  const text = await readFile(file, 'utf8')
  try {
    const report = await hub.postCsv(`/v1/imports?${query}`, text, importReportSchema)
    const faults = report.faults.map(({ column: path, ...found }) => ({ ...found, path, file }))
    if (asJson) say(JSON.stringify(report, undefined, 2))
    else for (const line of reportLines(report, file)) say(line)
    for (const found of faults) complain(faultLine(found))
    return faults.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof HubProblem) || error.code !== 'import_refused') throw error
    if (asJson) say(JSON.stringify(error.problem, undefined, 2))
    for (const found of error.faults) complain(faultLine(inFile(found, file)))
    return 1
  }
}

function reportLines({ kind, dryRun, rows }: Report, file: string): readonly string[] {
  const countOf = (wanted: Report['rows'][number]['outcome']): number => rows.filter(({ outcome }) => outcome === wanted).length
  const claims = rows.flatMap(({ line, externalId, id, claimCode }) =>
    claimCode === undefined ? [] : [`${file}:${line}: ${externalId} is ${id}, and enrols with ${claimCode}`],
  )
  const would = dryRun ? 'would be ' : ''
  return [
    ...claims,
    `${kind}: ${countOf('created')} ${would}created, ${countOf('changed')} ${would}changed, ${countOf('unchanged')} unchanged`,
  ]
}

/** `lines[12].zone` is the column `zone` of line 12. */
function inFile({ path, ...found }: Omit<FileFault, 'file' | 'line'>, file: string): FileFault {
  const [, line = '1', column = ''] = /^lines\[(\d+)\]\.?(.*)$/.exec(path) ?? []
  return { ...found, file, line: Number(line), path: column }
}
