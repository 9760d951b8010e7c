import { formatExact } from '@octroi/shared/money/decimal'
import type { Billable } from './rated.ts'

/** `12.5 kWh at peak` */
export function quantityWords({ units, unitName, band }: Billable): string {
  return `${formatExact(units)} ${unitName}${band === undefined ? '' : ` at ${band}`}`
}
