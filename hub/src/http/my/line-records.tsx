import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { LineRecord, ShownLine } from '../../invoicing/line-usage.use-case.ts'
import { quantityWords } from '../pages/line-words.ts'
import { Empty, Pager } from './page.tsx'
import type { OwnView } from './view.ts'

interface Props {
  readonly view: OwnView
  readonly shown: ShownLine
  /** Of the reader's own devices. */
  readonly labels: ReadonlyMap<string, string>
  readonly path: string
  readonly after: string | undefined
}

/** The signed records that make a line, each with its proof. */
export function LineRecords({ view, shown, labels, path, after }: Props) {
  const { words } = view
  const { kind, records, isComplete, page, line } = shown
  if (kind === 'flat') return <p>{words.flatMeans}</p>
  if (kind === 'resold') return <p>{words.resoldMeans(records)}</p>
  if (records === 0 && page.items.length === 0) return <Empty>{words.noUsage}</Empty>
  return (
    <>
      <p>{words.sumsUp(records)}</p>
      {isComplete ? null : <p class="warn">{words.incomplete}</p>}
      <table class="records">
        <thead>
          <tr>
            <th scope="col">{words.record}</th>
            <th scope="col" class="number">
              {words.quantity}
            </th>
          </tr>
        </thead>
        <tbody>
          {page.items.map((record) => (
            <RecordRow view={view} record={record} unit={line.unit} label={labels.get(record.device)} />
          ))}
        </tbody>
      </table>
      <Pager path={path} after={after} next={page.next} words={{ next: words.more, first: words.fromTheStart }} />
    </>
  )
}

interface RowProps {
  readonly view: OwnView
  readonly record: LineRecord
  readonly unit: string
  readonly label: string | undefined
}

function RecordRow({ view, record, unit, label }: RowProps) {
  const { words, formats } = view
  const { device, boot, seq, fromMs, untilMs, quantity, authorization } = record
  const place = words.recordAt(seq)
  const own = label === undefined ? undefined : `/my/devices/${device}/records/${seq}/proof`
  const proof = authorization === undefined ? own : `/my/authorizations/${authorization}/proof`
  return (
    <tr>
      <td>
        {fromMs === untilMs ? formats.moment(fromMs) : formats.interval(fromMs, untilMs)}
        <span class="under">
          {label === undefined ? null : `${label} · `}
          {proof === undefined ? (
            place
          ) : (
            <a href={proof} aria-label={words.proofOfRecord(seq)}>
              {place}
            </a>
          )}
          {` · ${words.bootOf(toBase64url(boot).slice(0, 6))}`}
        </span>
      </td>
      <td class="number">{quantityWords(view, unit, quantity)}</td>
    </tr>
  )
}
