import { authorizationDetailSchema } from '@octroi/shared/api/authorizations'
import { agreementSchema, balancesSchema, statementSchema } from '@octroi/shared/api/settlement'
import { checkProof } from '@octroi/shared/client/check-proof'
import type { HubConnection } from '@octroi/shared/client/hub-connection'
import type { MerchantClient } from '@octroi/shared/client/merchant-client'
import type { AccountId, AuthorizationId } from '@octroi/shared/ids/id'
import type { Stage } from '../stage.ts'
import type { Teller } from '../teller.ts'
import type { Parties, Party, Subscriptions } from './beginning.ts'

export async function agreeOnShares(teller: Teller, operator: HubConnection, { carMaker, dealer }: Parties): Promise<void> {
  await teller.once('shares', 'Lock maker, car maker and dealer agree on shares of each opening', async () => {
    const below = [{ account: dealer.account, percent: '25' }]
    const shares = [{ account: carMaker.account, percent: '40', shares: below }]
    const body = { offer: 'trunk-access', shares }
    const { id } = await operator.post('/v1/share-agreements', body, agreementSchema, { idempotencyKey: 'story-shares' })
    return {
      remember: { id },
      lines: ['the car maker takes 40 % of the gross; of that its dealer takes 25 %'],
      facts: { agreement: id },
    }
  })
}

/** Shown at every start, as the bills are. */
export async function showSettlement(
  teller: Teller,
  stage: Stage,
  operator: HubConnection,
  parties: Parties,
  subscriptions: Subscriptions,
  openings: readonly AuthorizationId[],
  month: string,
): Promise<void> {
  const names = new Map<AccountId, string>([
    [parties.carMaker.account, 'car maker'],
    [parties.dealer.account, 'dealer'],
    [parties.merchant.account, 'merchant'],
  ])
  await teller.always('split', 'Each opening is split to the cent', async () => {
    const split = async (opening: AuthorizationId) => {
      const { charges, shares = [] } = await operator.get(`/v1/authorizations/${opening}`, authorizationDetailSchema)
      const charged = charges.map(({ exact, currency }) => `${exact} ${currency}`).join(' + ')
      return { charged, shares: shares.map(({ account, exact }) => ({ party: names.get(account) ?? 'lock maker', exact })) }
    }
    const splits = await Promise.all(openings.map(split))
    return {
      remember: undefined,
      lines: splits.map(
        ({ charged, shares }) => `${charged} = ${shares.map(({ party, exact }) => `${exact} ${party}`).join(' + ')}`,
      ),
      facts: { splits },
    }
  })
  await teller.always('statements', 'Car maker and dealer get their statements', async () => {
    const statement = async (name: string, { account, token }: Party) => {
      const { totals, shares } = await stage.as(token).get(`/v1/accounts/${account}/statement?period=${month}`, statementSchema)
      const [total = { amount: '0.00', currency: 'EUR' }] = totals
      return { party: name, openings: shares.length, amount: total.amount, currency: total.currency }
    }
    const statements = [await statement('car maker', parties.carMaker), await statement('dealer', parties.dealer)]
    return {
      remember: undefined,
      lines: statements.map(({ party, openings, amount, currency }) => `${party}: ${amount} ${currency} of ${openings} openings`),
      facts: { statements },
    }
  })
  await teller.always('trial-balance', 'The ledger’s trial balance', async () => {
    const { items, totals } = await operator.get('/v1/ledger/balances', balancesSchema)
    const named = (account: string): string => {
      const [kind = '', id = ''] = account.split(' ')
      return `${kind} ${names.get(id as AccountId) ?? id}`.trim()
    }
    return {
      remember: undefined,
      lines: [
        ...items.map(({ account, currency, balance }) => `${named(account).padEnd(20)} ${balance.padStart(9)} ${currency}`),
        ...totals.map(({ amount, currency }) => `${'sum'.padEnd(20)} ${amount.padStart(9)} ${currency}`),
      ],
      facts: { balances: items, totals },
    }
  })
  await verifyLine(teller, stage.merchant(parties.merchant), subscriptions)
}

/** From a bill's line to its charges, the authorization, and the record that the device's key signed. */
async function verifyLine(teller: Teller, merchant: MerchantClient, subscriptions: Subscriptions): Promise<void> {
  await teller.always('bill-line', 'One line of the merchant’s bill is walked down to the device’s key', async () => {
    const { rootKey } = await merchant.tenant()
    const { value: charge } = await merchant.charges(subscriptions.merchant).next()
    if (charge === undefined) throw new Error('the merchant was charged for nothing')
    const proof = await merchant.proof(charge.authorization)
    const proven = checkProof(proof, { rootKey, of: charge.authorization })
    if (!proven.ok) throw new Error(`${proven.error.link}: ${proven.error.detail}`)
    const record = proven.value.records.find(({ seq }) => seq === charge.seq)
    if (record?.record.type !== 'opened') throw new Error('the charge is for another record')
    return {
      remember: undefined,
      lines: [`${charge.explanation.join('; ')}: record ${charge.seq} of ${charge.device}, proven up to the root key`],
      facts: { authorization: charge.authorization, device: charge.device, seq: charge.seq },
    }
  })
}
