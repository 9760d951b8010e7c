import type { Business } from '../business.ts'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Random } from '../random.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'
import { insist } from './insist.ts'

interface PayerParts {
  readonly surroundings: Surroundings
  readonly truth: Truth
  readonly hub: HubMachine
  readonly business: Business
}

const amounts = ['2.88', '5.00', '9.99'] as const

/** Pays money into the wallet of the merchant who pays before: asks for a top-up, and the operator says what became of it. */
export class Payer {
  private readonly parts: PayerParts
  private readonly random: Random
  private asked = 0
  private isDone = false

  constructor(parts: PayerParts) {
    this.parts = parts
    this.random = parts.surroundings.random('payer')
  }

  begin(): void {
    if (this.isDone) return
    this.parts.surroundings.schedule.after(this.random.between(20_000, 60_000), () => {
      void this.topUp()
      this.begin()
    })
  }

  end(): void {
    this.isDone = true
  }

  private async topUp(): Promise<void> {
    const { truth, surroundings, business } = this.parts
    const amount = this.random.pick(amounts)
    const state = this.random.chance(0.8) ? 'received' : 'failed'
    const number = ++this.asked
    const insisting = { ...this.parts, random: this.random, isDone: () => this.isDone }
    const post = (path: string, token: string, key: string, body: object) =>
      insist(insisting, { method: 'POST', path, token, key, body })
    const { account, token } = business.prepaid
    const path = `/v1/accounts/${account}/wallets/main/top-ups`
    const asked = await post(path, token, `top-up-number-${number}`, { amount, currency: 'EUR' })
    if (asked?.status !== 201) return
    const minor = BigInt(amount.replace('.', ''))
    if (state === 'received') truth.wallet.perhaps += minor
    const outcome = `/v1/top-ups/${asked.body.id}/outcome`
    const decided = await post(outcome, business.operator, `top-up-outcome-${number}`, { state })
    if (decided?.status !== 200 || state !== 'received') return
    truth.wallet.perhaps -= minor
    truth.wallet.paid += minor
    surroundings.tell(`${amount} came into the wallet`)
  }
}
