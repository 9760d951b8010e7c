import type { Kysely } from 'kysely'
import type { ColumnTypes } from './column-types.ts'

/** People who run the tenant in the console, their sessions, and who of them an audit entry is of. */
export async function addOperators(db: Kysely<unknown>, { text, whole, bytes, keyed }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('operators')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('operator', text, (column) => column.notNull())
    .addColumn('email', text, (column) => column.notNull())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('role', text, (column) => column.notNull())
    .addColumn('password_hash', text)
    .addColumn('totp_secret', bytes)
    .addColumn('totp_step', whole)
    .addColumn('recovery_codes', text, (column) => column.notNull())
    .addColumn('issuer', text)
    .addColumn('subject', text)
    .addColumn('created_ms', whole, (column) => column.notNull())
    .addColumn('disabled_ms', whole)
    .addColumn('failures', whole, (column) => column.notNull())
    .addColumn('locked_until_ms', whole)
    .addPrimaryKeyConstraint('operators_key', ['tenant', 'operator'])
    .modifyEnd(keyed)
    .execute()
  await db.schema.createIndex('operators_by_email').on('operators').columns(['tenant', 'email']).unique().execute()
  const subjects = db.schema.createIndex('operators_by_issuer_subject').on('operators')
  await subjects.columns(['tenant', 'issuer', 'subject']).unique().execute()
  await db.schema
    .createTable('operator_sessions')
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('token_hash', bytes, (column) => column.notNull())
    .addColumn('operator', text, (column) => column.notNull())
    .addColumn('browser', text, (column) => column.notNull())
    .addColumn('opened_ms', whole, (column) => column.notNull())
    .addColumn('used_ms', whole, (column) => column.notNull())
    .addPrimaryKeyConstraint('operator_sessions_key', ['tenant', 'token_hash'])
    .modifyEnd(keyed)
    .execute()
  const owned = db.schema.createIndex('operator_sessions_by_operator').on('operator_sessions')
  await owned.columns(['tenant', 'operator']).execute()
  await db.schema.alterTable('audit_entries').addColumn('operator', text).execute()
}
