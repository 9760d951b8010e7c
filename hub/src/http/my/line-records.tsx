import { toBase64url } from '@octroi/shared/crypto/bytes'
import type { LineEvent } from '../../invoicing/line-event.ts'
import type { ShownLine, SignedRecord } from '../../invoicing/line-usage.use-case.ts'
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

/** What makes a line: signed records, each with its proof, or events and who sent them. */
export function LineRecords({ view, shown, labels, path, after }: Props) {
  const { words } = view
  const { kind, records, isComplete, page, line } = shown
  if (kind === 'flat') return <p>{words.flatMeans}</p>
  if (kind === 'resold') return <p>{words.resoldMeans(records)}</p>
  if (records === 0 && page.items.length === 0) return <Empty>{words.noUsage}</Empty>
  return (
    <>
      <p>{kind === 'events' ? words.sumsUpEvents(records) : words.sumsUp(records)}</p>
      {isComplete ? null : <p class="warn">{words.incomplete}</p>}
      <table class="records">
        <thead>
          <tr>
            <th scope="col">{kind === 'events' ? words.event : words.record}</th>
            <th scope="col" class="number">
              {words.quantity}
            </th>
          </tr>
        </thead>
        <tbody>
          {page.items.map((record) =>
            'event' in record ? (
              <EventRow view={view} event={record} unit={line.unit} />
            ) : (
              <RecordRow view={view} record={record} unit={line.unit} label={labels.get(record.device)} />
            ),
          )}
        </tbody>
      </table>
      <Pager path={path} after={after} next={page.next} words={{ next: words.more, first: words.fromTheStart }} />
    </>
  )
}

interface RowProps {
  readonly view: OwnView
  readonly record: SignedRecord
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

interface EventProps {
  readonly view: OwnView
  readonly event: LineEvent
  readonly unit: string
}

function EventRow({ view, event, unit }: EventProps) {
  const { words, formats } = view
  const { source, id, fromMs, untilMs, quantity, receivedAtMs, contentHash } = event
  return (
    <tr>
      <td>
        {fromMs === untilMs ? formats.moment(fromMs) : formats.interval(fromMs, untilMs)}
        <span class="under">
          {`${source} · ${id} · ${words.receivedUnsigned(formats.moment(receivedAtMs), toBase64url(contentHash).slice(0, 8))}`}
        </span>
      </td>
      <td class="number">{quantityWords(view, unit, quantity)}</td>
    </tr>
  )
}
