import type { CatalogueChange, Plain } from '../../catalogue/diff-catalogues.ts'
import { DataTable } from '../frame/listing.tsx'
import type { CatalogueWords } from './catalogue-words.ts'

interface Props {
  readonly words: CatalogueWords
  readonly caption: string
  readonly changes: readonly CatalogueChange[]
}

/** What changes from one catalogue to another, as a person reads it. */
export function ChangeTable({ words, caption, changes }: Props) {
  const value = (of: Plain | undefined) =>
    of === undefined ? '' : <code>{typeof of === 'string' ? of : JSON.stringify(of, null, 1).replaceAll(/\s+/g, ' ')}</code>
  const columns = [
    { name: 'place', head: words.place, cell: ({ path }: CatalogueChange) => <span class="id">{path}</span>, text: pathOf },
    { name: 'before', head: words.before, cell: ({ before }: CatalogueChange) => value(before), text: pathOf },
    { name: 'after', head: words.after, cell: ({ after }: CatalogueChange) => value(after), text: pathOf },
  ]
  return <DataTable caption={caption} columns={columns} rows={changes} empty={words.noChanges} />
}

const pathOf = ({ path }: CatalogueChange): string => path
