import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from './console-view.ts'
import { csvBody } from './csv-body.ts'
import { Empty } from './page.tsx'

/** One column, on the page and in the file. */
export interface Column<Row> {
  /** In the file: in English and without spaces, so that whoever reads it by program is not surprised. */
  readonly name: string
  /** On the page, in the reader's language. */
  readonly head: string
  readonly cell: (row: Row) => Child
  /** In the file: instants as RFC 3339, amounts and quantities as decimals. */
  readonly text: (row: Row) => string
  readonly isNumber?: boolean
  /** It stands in the file alone: on the page another column tells it. */
  readonly isOnlyInFile?: boolean
}

interface TableProps<Row> {
  /** What the table lists, for those who hear it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** What stands there without rows. */
  readonly empty: Child
}

export function DataTable<Row>({ caption, columns: all, rows, empty }: TableProps<Row>) {
  const columns = all.filter(({ isOnlyInFile }) => isOnlyInFile !== true)
  if (rows.length === 0) return <Empty>{empty}</Empty>
  return (
    // Scrolled sideways where it is wider than the screen, also with the keyboard.
    <div class="table" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption class="heard">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isNumber }) => (
              <th scope="col" class={isNumber === true ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map(({ cell, isNumber }) => (
                <td class={isNumber === true ? 'number' : undefined}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface UnderProps {
  readonly view: ConsoleView
  /** The page's own path, without its query. */
  readonly path: string
  /** What the list is narrowed to; empty values are left out of addresses. */
  readonly filter?: Readonly<Record<string, string | undefined>>
  readonly after: string | undefined
  readonly next: string | undefined
}

/** What stands under a list: the way on, the way back to its beginning, the whole of it as a file. */
export function UnderList({ view: { words }, path, filter = {}, after, next }: UnderProps) {
  const to = (more: Readonly<Record<string, string>>, of = path): string => {
    const given = Object.entries({ ...filter, ...more }).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value] satisfies [string, string]],
    )
    const query = new URLSearchParams(given).toString()
    return query === '' ? of : `${of}?${query}`
  }
  return (
    <p class="pager">
      {after === undefined ? null : <a href={to({})}>{words.fromTheStart}</a>}
      {next === undefined ? null : (
        <a href={to({ after: next })} rel="next">
          {words.more}
        </a>
      )}
      <a href={to({}, `${path}.csv`)} download>
        {words.exportCsv}
      </a>
    </p>
  )
}

export const rowsPerPage = 50

interface CsvFile<Row> {
  /** Without `.csv`. */
  readonly name: string
  readonly columns: readonly Column<Row>[]
}

interface CsvOfStores<Row> extends CsvFile<Row> {
  readonly slice: (stores: Stores, page: PageRequest) => Promise<Slice<Row>>
}

/** Sends a whole list as a file. */
export function csvFile<Row>(
  context: Context<HttpEnv>,
  { storage, onDefect }: Pick<HttpDependencies, 'storage' | 'onDefect'>,
  { slice, ...file }: CsvOfStores<Row>,
): Response {
  const { tenant } = context.get('caller')
  return csvOf(context, { onDefect }, { ...file, slice: (page) => storage.read(tenant, (stores) => slice(stores, page)) })
}

interface CsvOfSlices<Row> extends CsvFile<Row> {
  readonly rowsPerRead?: number
  readonly slice: (page: PageRequest) => Promise<Slice<Row>>
}

/** The same where a slice is more than one read of the database. */
export function csvOf<Row>(
  context: Context<HttpEnv>,
  { onDefect }: Pick<HttpDependencies, 'onDefect'>,
  { name, ...list }: CsvOfSlices<Row>,
): Response {
  const { method, path } = context.req
  const body = csvBody<Row>({
    ...list,
    onDefect: (error) => onDefect(error, { requestId: context.get('requestId'), method, path }),
  })
  return context.body(body, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
}
