import { translated } from '../../http/pages/translated.ts'

/** How a standing looks, beside its word. */
export const standingTones = { good: 'good', reminded: 'plain', restricted: 'warn', suspended: 'bad' } as const

export const standingWords = translated({
  standings: {
    en: { good: 'good', reminded: 'reminded', restricted: 'restricted', suspended: 'suspended' },
    fr: { good: 'bonne', reminded: 'relancé', restricted: 'restreinte', suspended: 'suspendue' },
  },
  means: {
    en: {
      good: 'everything is allowed',
      reminded: 'reminded; everything is still allowed',
      restricted: 'essential actions only',
      suspended: 'nothing but safety actions',
    },
    fr: {
      good: 'tout est permis',
      reminded: 'relancé ; tout reste permis',
      restricted: 'actions essentielles seulement',
      suspended: 'rien sauf les actions de sûreté',
    },
  },
})
