import { type draftInvoiceSchema, draftInvoicesSchema } from '@octroi/shared/api/invoices'
import type { Month } from '@octroi/shared/time/month'
import type { z } from 'zod'
import type { Stage } from '../stage.ts'
import type { Done, Teller } from '../teller.ts'
import type { Parties, Party } from './beginning.ts'

type Draft = z.infer<typeof draftInvoiceSchema>

/** Shown at every start: they are what the hub would invoice now. */
export async function showBills(
  teller: Teller,
  stage: Stage,
  parties: Parties,
  months: { delivery: string; meter: Month },
): Promise<void> {
  await teller.always('merchant-bill', 'The merchant’s draft bill', () => bill(stage, parties.merchant, months.delivery))
  await teller.always('driver-bill', 'The driver’s draft bill', () => bill(stage, parties.driver, months.delivery))
  await teller.always('household-bill', 'The household’s draft bills', () => bill(stage, parties.household, months.meter.name))
}

async function bill(stage: Stage, { account, token }: Party, period: string): Promise<Done<void>> {
  const path = `/v1/accounts/${account}/draft-invoices?period=${period}`
  const { items } = await stage.as(token).get(path, draftInvoicesSchema)
  return {
    remember: undefined,
    lines: items.flatMap(draftLines),
    facts: {
      drafts: items.map(({ offer, period: { name }, lines, total }) => ({
        offer,
        period: name,
        lines: lines.map(({ name: line, band, quantity, unit, exact, amount, explanation }) => ({
          name: line,
          ...(band === undefined ? {} : { band }),
          quantity,
          unit,
          exact,
          amount,
          explanation,
        })),
        total,
      })),
    },
  }
}

function draftLines({ offer, period, lines, total }: Draft): readonly string[] {
  return [
    `${offer}, ${period.name}`,
    ...lines.map(({ name, band, amount, explanation }) => {
      const what = band === undefined ? name : `${name}, ${band}`
      return `  ${what.padEnd(28)} ${amount.padStart(9)}   ${explanation.join('; ')}`
    }),
    `  ${'Total before VAT'.padEnd(28)} ${total.amount.padStart(9)} ${total.currency}`,
  ]
}
