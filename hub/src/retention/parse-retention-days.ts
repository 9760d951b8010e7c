import { type Fault, fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { type RetainedTable, type RetentionDays, retained, retainedTables } from './retained.ts'

const mostDays = 36_500

/** `access_events=365,batches=400`: every fault of it at once. */
export function parseRetentionDays(text: string): Result<RetentionDays, readonly Fault[]> {
  const faults: Fault[] = []
  const chosen: Partial<Record<RetainedTable, number>> = {}
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [name = '', days = ''] = part.split('=', 2).map((each) => each.trim())
    const table = retainedTables.find((each) => each === name)
    const rule = table && retained[table]
    if (table === undefined || rule === undefined || !('least' in rule)) {
      faults.push(fault(name, 'unknown', 'has no time to choose'))
    } else if (!/^\d{1,5}$/.test(days) || Number(days) < rule.least || Number(days) > mostDays) {
      faults.push(fault(name, 'out_of_range', `must be ${rule.least} to ${mostDays} days`))
    } else {
      chosen[table] = Number(days)
    }
  }
  return faults.length > 0 ? err(faults) : ok(chosen)
}
