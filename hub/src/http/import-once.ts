import type { importReportSchema } from '@octroi/shared/api/imports'
import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { formatInstant } from '@octroi/shared/time/instant'
import type { Context } from 'hono'
import type { z } from 'zod'
import { type ImportFile, importFile } from '../imports/import-file.use-case.ts'
import { type ImportReport, TakenBack } from '../imports/import-report.ts'
import { asFault } from '../imports/read-table.ts'
import { actorOf, type HttpDependencies, type HttpEnv } from './context.ts'
import { inTransaction, inTransactionOnce } from './once.ts'

type View = z.infer<typeof importReportSchema>

export type SentFile = Omit<ImportFile, 'isDryRun' | 'actor'>

function actorIn(context: Context<HttpEnv>): Pick<ImportFile, 'actor'> {
  const by = actorOf(context.get('caller'))
  return { actor: by === undefined ? {} : { by } }
}

/** What a file would do; nothing of it stays. */
export async function dryImport(
  context: Context<HttpEnv>,
  { storage, environment }: HttpDependencies,
  file: SentFile,
): Promise<View> {
  try {
    const { tenant } = context.get('caller')
    await storage.transaction(tenant, (stores) =>
      importFile(stores, environment, { ...file, ...actorIn(context), isDryRun: true }),
    )
  } catch (error) {
    if (error instanceof TakenBack) return importView(error.report, true)
    throw error
  }
  throw new Error('a dry run is always taken back')
}

/** Takes in a whole file, or nothing of it. What was refused is noted as every other refusal is. */
export async function importOnce(
  context: Context<HttpEnv>,
  dependencies: HttpDependencies,
  file: SentFile,
): Promise<Result<View, Failure>> {
  const { environment, onEntitled } = dependencies
  try {
    const done = await inTransactionOnce(context, dependencies, async (stores) => {
      const report = await importFile(stores, environment, { ...file, ...actorIn(context), isDryRun: false })
      return ok({ view: importView(report, false), entitled: report.entitled })
    })
    if (!done.ok) return done
    for (const account of done.value.entitled) onEntitled(context.get('caller').tenant, account)
    return ok(done.value.view)
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
    const faults = error.report.faults.map(asFault)
    const failure = { ...invalid(faults), code: 'import_refused', detail: refusedDetail }
    return inTransaction(context, dependencies, () => Promise.resolve(err(failure)))
  }
}

const refusedDetail = 'Nothing was taken in: rows of the file have faults, each listed by its line and column.'

function importView({ kind, system, rows, faults }: ImportReport, dryRun: boolean): View {
  return {
    ...{ kind, system, dryRun },
    rows: rows.map(({ line, externalId, outcome, id, claim }) => ({
      ...{ line, externalId, outcome },
      ...(dryRun && outcome === 'created' ? {} : { id }),
      ...(dryRun || claim === undefined ? {} : { claimCode: claim.code, claimExpiresAt: formatInstant(claim.expiresAtMs) }),
    })),
    faults: [...faults],
  }
}
