import { StorageUnavailable } from '../../storage-unavailable.ts'

/** What PostgreSQL answers: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const conflicts = ['40001', '40P01']
const taken = '23505'
/** Two that migrate at once: the later one finds a table, a column or the migration's name there. */
const overtaken = [taken, '42P07', '42701', '42704', ...conflicts]

/** No connection, too few resources (a full disk among them), shutting down, an I/O error, a statement that took too long. */
const unavailable = /^(?:08...|53...|57P0[1-4]|58030|57014|25P03)$/
/** A standby, or a server whose disk is full, lets nobody write. */
const readOnly = '25006'
const unreachable = /^E(?:CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN|NOENT)/
/** The driver's own words, which have no code. */
const lost =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|not been connected/i

/** The server ended the connection, or it broke; another one may well work. */
const cut = /^(?:57P01|57P02|08003|08006|EPIPE|ECONNRESET)$/
const cutInWords = /connection terminated|connection error and is not queryable/i

export function isCut(error: unknown): boolean {
  return cut.test(codeOf(error)) || (error instanceof Error && cutInWords.test(error.message))
}

export function isConflict(error: unknown): boolean {
  return conflicts.includes(codeOf(error))
}

export function isTaken(error: unknown): boolean {
  return codeOf(error) === taken
}

export function isOvertaken(error: unknown): boolean {
  return overtaken.includes(codeOf(error))
}

export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  return unavailable.test(code) || unreachable.test(code) || (error instanceof Error && lost.test(error.message))
}

/** Tells the hub, in its own words, that the server does not answer or has no room. */
export function asUnavailable(error: unknown): never {
  throw isUnavailable(error) ? new StorageUnavailable(error) : error
}

/** A writer that may only read was not our own mistake. */
export function asUnwritable(error: unknown): never {
  return codeOf(error) === readOnly ? throwUnavailable(error) : asUnavailable(error)
}

function throwUnavailable(error: unknown): never {
  throw new StorageUnavailable(error)
}

export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}
