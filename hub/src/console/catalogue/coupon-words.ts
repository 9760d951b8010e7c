import { translated } from '../../http/pages/translated.ts'

export const couponWords = translated({
  coupons: { en: 'Coupons', fr: 'Coupons' },
  coupon: { en: 'Coupon', fr: 'Coupon' },
  codes: { en: 'Codes', fr: 'Codes' },
  moreCodes: { en: (count: number) => `and ${count} more`, fr: (count: number) => `et ${count} autres` },
  takes: { en: 'Takes off', fr: 'Remise' },
  forOffers: { en: 'For', fr: 'Pour' },
  everyOffer: { en: 'every offer', fr: 'toutes les offres' },
  periods: {
    en: (periods: number) => (periods === 1 ? 'once' : `for ${periods} periods`),
    fr: (periods: number) => (periods === 1 ? 'une fois' : `pendant ${periods} périodes`),
  },
  forEver: { en: 'for ever', fr: 'sans limite de durée' },
  redeemed: { en: 'Redeemed', fr: 'Utilisé' },
  of: { en: (count: number, most: number) => `${count} of ${most}`, fr: (count: number, most: number) => `${count} sur ${most}` },
})
