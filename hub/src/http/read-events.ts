import { cloudEventBatchMediaType, cloudEventMediaType, eventsPerBatchAtMost } from '@octroi/shared/api/usage-events'
import type { Failure } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { HTTPException } from 'hono/http-exception'
import { shapeOf } from '../usage-events/json-elements.ts'

const depthAtMost = 16

const tooDeep: Failure = {
  kind: 'too_large',
  code: 'body_too_deep',
  detail: `The body nests deeper than ${depthAtMost} arrays and objects.`,
}
const tooMany: Failure = {
  kind: 'too_large',
  code: 'too_many_events',
  detail: `A batch has at most ${eventsPerBatchAtMost} events.`,
}

/**
 * The events of a request, each as its sender wrote it, by the HTTP binding of CloudEvents 1.0: one (structured), several
 * (batched), or one whose attributes are headers and whose data is the body (binary).
 */
export async function readEvents(request: Request): Promise<Result<readonly string[], Failure>> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').toLowerCase().split(';', 1)
  const mode = modeOf(mediaType.trim(), request.headers)
  const text = decoded(await request.arrayBuffer())
  const json = mode === 'binary' && text.trim() === '' ? null : parsed(text)
  const { depth, elements } = shapeOf(text)
  if (depth > depthAtMost) return err(tooDeep)
  if (mode === 'binary') return ok([fromBinary(request.headers, json === null ? undefined : text)])
  if (Array.isArray(json) !== (mode === 'batched')) throw new HTTPException(400)
  if (mode === 'structured') return ok([text.trim()])
  return elements.length > eventsPerBatchAtMost ? err(tooMany) : ok(elements)
}

function modeOf(mediaType: string, headers: Headers): 'structured' | 'batched' | 'binary' {
  if (mediaType === cloudEventBatchMediaType) return 'batched'
  if (mediaType === cloudEventMediaType) return 'structured'
  if (mediaType === 'application/json' && headers.has('ce-specversion')) return 'binary'
  throw new HTTPException(415)
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new HTTPException(400)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HTTPException(400)
  }
}

const attributeHeader = /^ce-([a-z0-9]{1,20})$/

/** The same event as structured mode would write it, with its data as it came. */
function fromBinary(headers: Headers, data: string | undefined): string {
  const attributes = [...headers].flatMap(([name, value]) => {
    const attribute = attributeHeader.exec(name)?.[1]
    return attribute === undefined || attribute === 'data'
      ? []
      : [`${JSON.stringify(attribute)}:${JSON.stringify(unescaped(value))}`]
  })
  return `{${[...attributes, ...(data === undefined ? [] : [`"data":${data}`])].join(',')}}`
}

/** Header values may be quoted, and what is not printable is percent-encoded (section 3.1.3.2). */
function unescaped(value: string): string {
  const quoted = /^"(.*)"$/.exec(value)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? value
  try {
    return decodeURIComponent(quoted)
  } catch {
    return quoted
  }
}
