import { translated } from '../../http/pages/translated.ts'

export const invoiceWords = translated({
  intro: {
    en: 'What each subscription would be invoiced for the periods that begin in the month, if they ended now. These are drafts: before VAT, and not issued to anybody.',
    fr: 'Ce que chaque abonnement se verrait facturer pour les périodes qui commencent ce mois-là, si elles se terminaient maintenant. Ce sont des projets : hors TVA, et émis pour personne.',
  },
  draft: { en: 'Draft: before VAT, not issued.', fr: 'Projet : hors TVA, non émis.' },
  disputes: { en: 'Disputes', fr: 'Contestations' },
  month: { en: 'Month', fr: 'Mois' },
  period: { en: 'Period', fr: 'Période' },
  show: { en: 'Show', fr: 'Afficher' },
  account: { en: 'Account', fr: 'Compte' },
  offer: { en: 'Offer', fr: 'Offre' },
  version: { en: 'Version of the catalogue', fr: 'Version du catalogue' },
  subscription: { en: 'Subscription', fr: 'Abonnement' },
  currency: { en: 'Currency', fr: 'Devise' },
  lines: { en: 'Lines', fr: 'Lignes' },
  disputed: { en: 'Disputed', fr: 'Contestées' },
  total: { en: 'Total before VAT', fr: 'Total hors TVA' },
  totals: { en: 'Sum of this page, before VAT', fr: 'Total de cette page, hors TVA' },
  none: {
    en: 'Nobody on this page had a subscription in this month. Once an account orders an offer, its drafts stand here.',
    fr: 'Personne sur cette page n’avait d’abonnement ce mois-là. Dès qu’un compte commande une offre, ses projets figurent ici.',
  },
  noLines: { en: 'This offer has no price, so no line.', fr: 'Cette offre n’a pas de prix, donc pas de ligne.' },
  line: { en: 'Line', fr: 'Ligne' },
  quantity: { en: 'Quantity', fr: 'Quantité' },
  unit: { en: 'Unit', fr: 'Unité' },
  exact: { en: 'Exact', fr: 'Exact' },
  amount: { en: 'Rounded', fr: 'Arrondi' },
  explanation: { en: 'How it is calculated', fr: 'Calcul' },
  disputeState: {
    en: { open: 'disputed', upheld: 'dispute upheld', rejected: 'dispute rejected', withdrawn: 'dispute withdrawn' },
    fr: { open: 'contestée', upheld: 'contestation admise', rejected: 'contestation rejetée', withdrawn: 'contestation retirée' },
  },
  rounded: { en: (amount: string) => `rounded once, to ${amount}`, fr: (amount: string) => `arrondi une fois, à ${amount}` },
  behind: { en: 'Records behind this line', fr: 'Enregistrements derrière cette ligne' },
  counted: {
    en: (records: number) => (records === 1 ? 'One signed record makes it.' : `${records} signed records make it.`),
    fr: (records: number) =>
      records === 1 ? 'Un enregistrement signé la compose.' : `${records} enregistrements signés la composent.`,
  },
  flat: {
    en: 'A fixed fee: no record is behind it, only the calendar.',
    fr: 'Un forfait : aucun enregistrement derrière, seulement le calendrier.',
  },
  noUsage: { en: 'Nothing was used on this line in this month.', fr: 'Rien n’a été utilisé sur cette ligne ce mois-ci.' },
  incomplete: {
    en: 'Some records were taken in before the hub noted which they were; those are counted and not listed.',
    fr: 'Certains enregistrements datent d’avant leur suivi ; ils sont comptés mais pas listés.',
  },
  when: { en: 'When', fr: 'Quand' },
  until: { en: 'Until', fr: 'Jusqu’à' },
  device: { en: 'Device', fr: 'Appareil' },
  record: { en: 'Record, with its proof', fr: 'Enregistrement, avec sa preuve' },
  authorization: { en: 'Authorization', fr: 'Autorisation' },
  split: { en: 'shares', fr: 'parts' },
})
