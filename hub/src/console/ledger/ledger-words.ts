import { translated } from '../../http/pages/translated.ts'

export const ledgerWords = translated({
  intro: {
    en: 'Every amount stands here twice: where it came from, and where it went. Amounts are before VAT.',
    fr: 'Chaque montant figure ici deux fois : d’où il vient et où il va. Les montants sont hors TVA.',
  },
  sums: { en: 'Sums', fr: 'Totaux' },
  check: { en: 'Check', fr: 'Contrôle' },
  zero: { en: 'sums to zero', fr: 'équilibré' },
  notZero: { en: 'does not sum to zero', fr: 'déséquilibré' },
  notZeroHint: {
    en: 'This must never happen. Run “octroi ledger check”, which holds every balance against its postings.',
    fr: 'Cela ne doit jamais arriver. Lancez « octroi ledger check », qui confronte chaque solde à ses écritures.',
  },
  currency: { en: 'Currency', fr: 'Devise' },
  account: { en: 'Ledger account', fr: 'Compte du grand livre' },
  debit: { en: 'Debit', fr: 'Débit' },
  credit: { en: 'Credit', fr: 'Crédit' },
  balance: { en: 'Debit less credit', fr: 'Débit moins crédit' },
  balances: { en: 'Trial balance', fr: 'Balance générale' },
  kind: { en: 'Kind', fr: 'Nature' },
  anyKind: { en: 'Any', fr: 'Toutes' },
  kinds: {
    en: { accrued: 'owed by customers, not invoiced yet', payable: 'owed to partners', revenue: 'earned by the operator' },
    fr: { accrued: 'dû par les clients, pas encore facturé', payable: 'dû aux partenaires', revenue: 'gagné par l’opérateur' },
  },
  none: {
    en: 'Nothing was booked yet. The first use that has a price and stands alone, such as an opening, is booked as soon as its record comes in.',
    fr: 'Rien n’est encore comptabilisé. Le premier usage tarifé à l’unité, comme une ouverture, l’est dès l’arrivée de son enregistrement.',
  },
  noneSuch: { en: 'No account is of this kind.', fr: 'Aucun compte de cette nature.' },
  postings: { en: 'Postings, newest first', fr: 'Écritures, les plus récentes d’abord' },
  entry: { en: 'Entry', fr: 'Pièce' },
  booked: { en: 'Booked', fr: 'Comptabilisé le' },
  lines: { en: 'Its lines', fr: 'Ses lignes' },
  sumsToZero: { en: 'Debits and credits of this entry sum to zero.', fr: 'Débits et crédits de cette pièce s’équilibrent.' },
  books: { en: 'Books', fr: 'Comptabilise' },
  charge: { en: 'a charge', fr: 'un montant dû' },
  device: { en: 'Device', fr: 'Appareil' },
  record: { en: 'Record', fr: 'Enregistrement' },
  subscription: { en: 'Subscription', fr: 'Abonnement' },
  price: { en: 'Price', fr: 'Prix' },
  authorization: { en: 'Authorization', fr: 'Autorisation' },
  split: { en: 'How it is shared', fr: 'Sa répartition' },
  statement: { en: 'Statement', fr: 'Relevé' },
  draftInvoices: { en: 'Draft invoices', fr: 'Projets de facture' },
})

export type LedgerWords = (typeof ledgerWords)['en']
