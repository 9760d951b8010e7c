/** How what came of an authorization looks, beside its word. */
export const stateTones = {
  refused: 'bad',
  pending: 'plain',
  opened: 'warn',
  completed: 'good',
  left_open: 'bad',
  failed: 'bad',
  unknown: 'bad',
  cancelled: 'plain',
  expired: 'plain',
} as const
