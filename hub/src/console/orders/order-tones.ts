/** How an order's state looks, beside its word. */
export const orderTones = {
  placed: 'warn',
  waiting: 'warn',
  fulfilled: 'good',
  rejected: 'bad',
  cancelled: 'plain',
  expired: 'plain',
} as const
