import type { importReportSchema } from '@octroi/shared/api/imports'
import type { z } from 'zod'
import type { ImportFault } from '../../imports/read-table.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { importWords } from './import-words.ts'

export type Report = z.infer<typeof importReportSchema>
type Row = Report['rows'][number]

const rowsShown = 200

export function FaultTable({ view, faults }: { readonly view: ConsoleView; readonly faults: readonly ImportFault[] }) {
  const words = importWords[view.language]
  const columns: readonly Column<ImportFault>[] = [
    { name: 'line', head: words.line, cell: ({ line }) => line, text: ({ line }) => String(line), isNumber: true },
    { name: 'column', head: words.column, cell: ({ column }) => <span class="id">{column}</span>, text: ({ column }) => column },
    { name: 'code', head: words.code, cell: ({ code }) => <span class="id">{code}</span>, text: ({ code }) => code },
    { name: 'fault', head: words.fault, cell: ({ detail }) => detail, text: ({ detail }) => detail },
  ]
  const title = words.faults(String(faults.length))
  return (
    <>
      <p class="notice wrong" role="alert">
        {title}
      </p>
      <DataTable caption={title} columns={columns} rows={faults} empty="" />
    </>
  )
}

/** How many rows became what, and the first of those that became something. */
export function OutcomeTable({ view, report }: { readonly view: ConsoleView; readonly report: Report }) {
  const words = importWords[view.language]
  const countOf = (wanted: Row['outcome']): string => String(report.rows.filter(({ outcome }) => outcome === wanted).length)
  const hasClaims = report.rows.some(({ claimCode }) => claimCode !== undefined)
  const columns: readonly Column<Row>[] = [
    { name: 'line', head: words.line, cell: ({ line }) => line, text: ({ line }) => String(line), isNumber: true },
    { name: 'external', head: words.externalId, cell: ({ externalId }) => externalId, text: ({ externalId }) => externalId },
    { name: 'outcome', head: words.outcome, cell: ({ outcome }) => words.outcomes[outcome], text: ({ outcome }) => outcome },
    ...(report.dryRun
      ? []
      : [{ name: 'id', head: words.id, cell: ({ id }: Row) => <Link id={id ?? ''} />, text: ({ id }: Row) => id ?? '' }]),
    ...(hasClaims
      ? [
          {
            name: 'claim',
            head: words.claim,
            cell: ({ claimCode }: Row) => <span class="id">{claimCode ?? ''}</span>,
            text: ({ claimCode }: Row) => claimCode ?? '',
          },
        ]
      : []),
  ]
  // Every code is shown, since it is shown only here.
  const rows = hasClaims ? report.rows : report.rows.slice(0, rowsShown)
  return (
    <>
      <p>{words.counts(countOf('created'), countOf('changed'), countOf('unchanged'))}</p>
      {hasClaims ? <p class="notice">{words.claims}</p> : null}
      <DataTable caption={words.title} columns={columns} rows={rows} empty="" />
    </>
  )
}

function Link({ id }: { readonly id: string }) {
  const page = id.startsWith('acct_') ? 'accounts' : id.startsWith('dev_') ? 'devices' : undefined
  if (page === undefined) return <span class="id">{id}</span>
  return (
    <a href={`/console/${page}/${id}`} class="id">
      {id}
    </a>
  )
}
