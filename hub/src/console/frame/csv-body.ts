import { csvLine } from '../../csv-line.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'

const rowsPerReadUsually = 500

interface CsvList<Row> {
  readonly columns: readonly { readonly name: string; readonly text: (row: Row) => string }[]
  /** Where a row costs more to read than most do. */
  readonly rowsPerRead?: number
  readonly slice: (page: PageRequest) => Promise<Slice<Row>>
  readonly onDefect: (error: unknown) => void
}

/**
 * A whole list as the bytes of a file, a slice whenever there is room for one, so that its length costs no memory. Where a slice
 * cannot be read the download breaks: a file that ended there would pass for the whole.
 */
export function csvBody<Row>({
  columns,
  rowsPerRead = rowsPerReadUsually,
  slice,
  onDefect,
}: CsvList<Row>): ReadableStream<Uint8Array> {
  const text = new TextEncoder()
  let page: PageRequest | undefined = { limit: rowsPerRead }
  return new ReadableStream({
    start: (file) => file.enqueue(text.encode(csvLine(columns.map(({ name }) => name)))),
    pull: async (file) => {
      if (page === undefined) return file.close()
      const { items, next } = await slice(page).catch((error: unknown) => {
        onDefect(error)
        throw error
      })
      page = next === undefined ? undefined : { limit: rowsPerRead, after: next }
      file.enqueue(text.encode(items.map((row) => csvLine(columns.map((column) => column.text(row)))).join('')))
    },
  })
}
