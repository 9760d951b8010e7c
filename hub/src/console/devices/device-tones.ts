/** How a device's state looks, beside its word. */
export const deviceTones = { registered: 'plain', enrolled: 'good', frozen: 'bad' } as const
