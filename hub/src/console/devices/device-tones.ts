/** How a device's state looks, beside its word. */
export const deviceTones = { registered: 'plain', enrolled: 'good', frozen: 'bad' } as const

/** How far a clock is to be trusted. */
export const clockTones = { synced: 'good', floor: 'warn', unknown: 'bad' } as const
