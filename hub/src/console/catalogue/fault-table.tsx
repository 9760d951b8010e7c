import type { Fault } from '@octroi/shared/errors/fault'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { catalogueWords } from './catalogue-words.ts'

export type LineFault = Fault & { readonly line?: number }

/** What is wrong with a catalogue, line by line; nothing where nothing is. */
export function FaultTable({ view, faults }: { readonly view: ConsoleView; readonly faults: readonly LineFault[] }) {
  const words = catalogueWords[view.language]
  if (faults.length === 0) return null
  const columns: readonly Column<LineFault>[] = [
    { name: 'line', head: words.line, cell: ({ line }) => line ?? '', text: ({ line }) => String(line ?? ''), isNumber: true },
    { name: 'path', head: words.place, cell: ({ path }) => <span class="id">{path}</span>, text: ({ path }) => path },
    { name: 'fault', head: words.fault, cell: ({ detail }) => detail, text: ({ detail }) => detail },
  ]
  return (
    <>
      <p class="notice wrong" role="alert">
        {words.faults(faults.length)}
      </p>
      <DataTable caption={words.faults(faults.length)} columns={columns} rows={faults} empty="" />
    </>
  )
}
