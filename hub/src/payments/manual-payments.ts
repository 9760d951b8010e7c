import type { PaymentProvider } from '../wallets/payment-provider.port.ts'

/** Money comes by transfer or in cash, and the operator says when it is there. The top-up's own id finds it on a statement. */
export const manualPayments: PaymentProvider = { name: 'manual', reference: ({ id }) => id }
