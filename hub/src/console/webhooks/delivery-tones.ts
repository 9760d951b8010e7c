/** How a delivery's state looks, beside its word. */
export const deliveryTones = { pending: 'plain', delivered: 'good', abandoned: 'bad' } as const
