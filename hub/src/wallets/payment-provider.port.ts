import type { TopUp } from './top-up.ts'

/** Whoever collects money for wallets. What became of it is told to the hub afterwards: it was received, or it failed. */
export interface PaymentProvider {
  readonly name: string
  /**
   * What the payer has to write so that the money is found. It is asked within a transaction that may run again, so a
   * provider that has to do anything for it does so once the top-up is there.
   */
  readonly reference: (topUp: Pick<TopUp, 'id' | 'amount'>) => string
}
