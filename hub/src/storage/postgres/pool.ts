import { invariant } from '@octroi/shared/errors/invariant'
import pg from 'pg'

export interface PostgresPool {
  readonly url: string
  readonly connections: number
  /** None for migrations, which take as long as they take. */
  readonly statementMsAtMost?: number
}

const connectWithinMs = 5000
/** A hub that lost its network in the middle of a transaction holds its rows no longer than this. */
const idleInTransactionMs = 60_000

export function postgresPool({ url, connections, statementMsAtMost }: PostgresPool): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'octroi',
    connectionTimeoutMillis: connectWithinMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    // Reads that a use case asks for at once travel at once.
    pipeline: true,
    types: { getTypeParser: parserOf },
    ...(statementMsAtMost === undefined ? {} : { statement_timeout: statementMsAtMost }),
  })
  // A connection that breaks ends the process unless somebody listens; the query on it, or the next one, tells the fault.
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}

function ignore(): void {}

type TypeId = Parameters<typeof pg.types.getTypeParser>[0]

/** Rows read as on SQLite: whole numbers are numbers, never rounded. NUMERIC stays text. */
function parserOf(type: TypeId, format?: 'text' | 'binary'): unknown {
  return type === pg.types.builtins.INT8 ? readWhole : pg.types.getTypeParser(type, format)
}

function readWhole(text: string): number {
  const value = Number(text)
  invariant(Number.isSafeInteger(value), 'a whole number that is read is exact')
  return value
}
