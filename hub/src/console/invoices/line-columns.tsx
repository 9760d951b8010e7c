import { toBase64url } from '@octroi/shared/crypto/bytes'
import { formatExact } from '@octroi/shared/money/decimal'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Child } from 'hono/jsx'
import { quantityWords } from '../../http/pages/line-words.ts'
import type { LineEvent } from '../../invoicing/line-event.ts'
import type { LineRecord, ShownLine, SignedRecord } from '../../invoicing/line-usage.use-case.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import type { Column } from '../frame/listing.tsx'
import { invoiceWords } from './invoice-words.ts'

type Lined = Column<LineRecord>

/** What stands behind a line: signed records, each with its proof, or events, with who sent them. */
export function lineColumns(view: ConsoleView, { kind, line }: ShownLine): readonly Lined[] {
  const words = invoiceWords[view.language]
  const { formats } = view
  return [
    {
      name: 'from',
      head: words.when,
      cell: ({ fromMs, untilMs }) => (fromMs === untilMs ? formats.moment(fromMs) : formats.interval(fromMs, untilMs)),
      text: ({ fromMs }) => formatInstant(fromMs),
    },
    ...(kind === 'events' ? eventColumns(view) : recordColumns(view)),
    {
      name: 'quantity',
      head: words.quantity,
      cell: ({ quantity }) => quantityWords(view, line.unit, quantity),
      text: ({ quantity }) => formatExact(quantity),
      isNumber: true,
    },
  ]
}

/** A line has records or events; a cell of the other kind stays empty. */
function ofRecord<T>(read: (record: SignedRecord) => T): (record: LineRecord) => T | '' {
  return (record) => ('event' in record ? '' : read(record))
}

function ofEvent<T>(read: (event: LineEvent) => T): (record: LineRecord) => T | '' {
  return (record) => ('event' in record ? read(record) : '')
}

function recordColumns(view: ConsoleView): readonly Lined[] {
  const words = invoiceWords[view.language]
  return [
    {
      name: 'device',
      head: words.device,
      cell: ofRecord<Child>(({ device }) => (
        <a class="id" href={`/console/devices/${device}`}>
          {device}
        </a>
      )),
      text: ofRecord(({ device }) => device),
    },
    {
      name: 'record',
      head: words.record,
      cell: ofRecord<Child>(({ device, seq }) => <a href={`/console/devices/${device}/records/${seq}/proof`}>{seq}</a>),
      text: ofRecord(({ seq }) => String(seq)),
      isNumber: true,
    },
    {
      name: 'authorization',
      head: words.authorization,
      cell: ofRecord<Child>(({ authorization }) =>
        authorization === undefined ? (
          ''
        ) : (
          <>
            <a class="id" href={`/console/authorizations/${authorization}`}>
              {authorization}
            </a>{' '}
            <a href={`/console/shares/charges/${authorization}`}>{words.split}</a>
          </>
        ),
      ),
      text: ofRecord(({ authorization }) => authorization ?? ''),
    },
  ]
}

/** Nobody signed them: who sent them, when, and a hash of what they said. */
function eventColumns(view: ConsoleView): readonly Lined[] {
  const words = invoiceWords[view.language]
  const { formats } = view
  return [
    { name: 'source', head: words.source, cell: ofEvent(({ source }) => source), text: ofEvent(({ source }) => source) },
    {
      name: 'id',
      head: words.event,
      cell: ofEvent<Child>(({ event, id }) => <a href={`/console/events/${event}`}>{id}</a>),
      text: ofEvent(({ id }) => id),
    },
    {
      name: 'received',
      head: words.received,
      cell: ofEvent(({ receivedAtMs }) => formats.moment(receivedAtMs)),
      text: ofEvent(({ receivedAtMs }) => formatInstant(receivedAtMs)),
    },
    {
      name: 'received_from',
      head: words.receivedFrom,
      cell: ofEvent<Child>(({ receivedFrom }) => <span class="id">{receivedFrom}</span>),
      text: ofEvent(({ receivedFrom }) => receivedFrom),
    },
    {
      name: 'content_hash',
      head: words.contentHash,
      cell: ofEvent<Child>(({ contentHash }) => <span class="id">{toBase64url(contentHash)}</span>),
      text: ofEvent(({ contentHash }) => toBase64url(contentHash)),
    },
  ]
}
