/** How a dispute's state looks, beside its word. */
export const disputeTones = { open: 'warn', upheld: 'good', rejected: 'plain', withdrawn: 'plain' } as const
