import { openingWithVatMinor } from '../terms.ts'
import type { Invariant } from './invariant.ts'

export const walletIsWhole: Invariant = {
  name: 'wallet is whole',
  says: 'A wallet holds what was paid in less what was billed, to the cent; nothing is owed, as nothing was used that it had not granted; and reserved is what is granted and may still be used.',
  holds: async ({ truth, hub, business }, { charges, granted }) => {
    const wrong: string[] = []
    const { account, subscription } = business.prepaid
    const path = `/v1/accounts/${account}/wallets/main`
    const { body: wallet } = await hub.ask('GET', path, { token: business.operator })
    const { body: statement } = await hub.ask('GET', `${path}/statement?limit=100`, { token: business.operator })
    const billed = BigInt(charges.filter((charge) => charge.subscription === subscription).length) * openingWithVatMinor
    const { paid, perhaps } = truth.wallet
    const balance = minorOf(wallet.balance)
    if (balance < paid - billed || balance > paid + perhaps - billed) {
      wrong.push(`it holds ${balance}; ${paid} was paid in, perhaps ${perhaps} more, and ${billed} was billed`)
    }
    if (balance < 0n || minorOf(wallet.owed) !== 0n) wrong.push(`it holds ${balance}, and ${wallet.owed} is owed`)
    const open = granted.filter(({ requester, outcome }) => requester === account && outcome === 'pending').length
    const reserved = BigInt(open) * openingWithVatMinor
    if (minorOf(wallet.reserved) !== reserved) wrong.push(`${wallet.reserved} is reserved for ${open} that may still be used`)
    let sum = 0n
    for (const { kind, amount, balance: after } of statement.items) {
      sum += minorOf(amount)
      if (sum !== minorOf(after)) wrong.push(`after ${kind} of ${amount} it says ${after}`)
    }
    if (sum !== balance) wrong.push(`its movements sum to ${sum}, and it holds ${balance}`)
    return wrong
  },
}

function minorOf(text: string): bigint {
  return BigInt(text.replace('.', ''))
}
