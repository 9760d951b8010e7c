import { translated } from '../../http/pages/translated.ts'

export const creditWords = translated({
  credit: { en: 'Credit', fr: 'Crédit' },
  granted: { en: 'Granted', fr: 'Accordé' },
  left: { en: 'Left', fr: 'Restant' },
  since: { en: 'Since', fr: 'Depuis' },
  expires: { en: 'Until', fr: 'Jusqu’au' },
  expired: { en: 'expired', fr: 'expiré' },
  priority: { en: 'Priority', fr: 'Priorité' },
  ofPoints: { en: (points: number) => `of ${points} points`, fr: (points: number) => `de ${points} points` },
  grant: { en: 'Grant promotional credit', fr: 'Accorder un crédit promotionnel' },
  grantHint: {
    en: 'It lowers this month’s bill and the next ones, before VAT, until it is used or expires. It cannot be taken back.',
    fr: 'Il réduit la facture de ce mois et les suivantes, hors TVA, jusqu’à épuisement ou expiration. Il ne se reprend pas.',
  },
  amount: { en: 'Amount', fr: 'Montant' },
  amountHint: { en: 'Like 12.00.', fr: 'Par exemple 12.00.' },
  amountWrong: { en: 'Write an amount above zero, like 12.00.', fr: 'Indiquez un montant positif, par exemple 12.00.' },
  currency: { en: 'Currency', fr: 'Devise' },
  currencyWrong: {
    en: 'Write the three letters of a currency, like EUR.',
    fr: 'Indiquez les trois lettres d’une devise, comme EUR.',
  },
  reason: { en: 'Reason (the bill says it)', fr: 'Motif (figure sur la facture)' },
  reasonWrong: { en: 'Write at most 200 characters.', fr: 'Écrivez 200 caractères au plus.' },
  last: { en: 'Last day (empty: for ever)', fr: 'Dernier jour (vide : sans fin)' },
  lastWrong: { en: 'Choose a day that is not over.', fr: 'Choisissez un jour qui n’est pas passé.' },
  points: { en: 'Points', fr: 'Points' },
  pointsFacts: {
    en: (balance: string, redeemed: string) => `${balance} to redeem, ${redeemed} redeemed`,
    fr: (balance: string, redeemed: string) => `${balance} à utiliser, ${redeemed} utilisés`,
  },
  month: { en: 'Month', fr: 'Mois' },
  counted: { en: 'Counted', fr: 'Retenu' },
  rate: { en: 'Rate', fr: 'Taux' },
})
