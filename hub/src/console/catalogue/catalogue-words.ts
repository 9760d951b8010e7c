import { translated } from '../../http/pages/translated.ts'

export const catalogueWords = translated({
  intro: {
    en: 'What is sold and at which price. A version that was published never changes; who had subscribed before keeps theirs, unless a later one touches them.',
    fr: 'Ce qui est vendu, et à quel prix. Une version publiée ne change jamais ; les abonnés d’avant gardent la leur, sauf si une version suivante les touche.',
  },
  inEffect: { en: 'In effect', fr: 'En vigueur' },
  versions: { en: 'Versions', fr: 'Versions' },
  version: { en: 'Version', fr: 'Version' },
  versionNumber: { en: (version: number) => `Version ${version}`, fr: (version: number) => `Version ${version}` },
  effectiveFrom: { en: 'In effect from', fr: 'En vigueur à partir du' },
  published: { en: 'Published', fr: 'Publiée le' },
  offers: { en: 'Offers', fr: 'Offres' },
  offer: { en: 'Offer', fr: 'Offre' },
  currency: { en: 'Currency', fr: 'Devise' },
  prices: { en: 'Prices', fr: 'Prix' },
  services: { en: 'Services', fr: 'Services' },
  later: { en: 'begins later', fr: 'commence plus tard' },
  none: {
    en: 'No catalogue yet. Write the first below: services, the meters that count them, and the offers that price them.',
    fr: 'Pas encore de catalogue. Écrivez le premier ci-dessous : les services, les compteurs qui les mesurent et les offres qui leur donnent un prix.',
  },
  next: { en: 'Write the next version', fr: 'Écrire la version suivante' },
  source: { en: 'The catalogue, in YAML', fr: 'Le catalogue, en YAML' },
  from: { en: 'In effect from (empty: as soon as it is published)', fr: 'En vigueur à partir du (vide : dès la publication)' },
  fromHint: { en: 'In the tenant’s time zone.', fr: 'Dans le fuseau horaire de l’exploitant.' },
  fromWrong: { en: 'This is no date and time.', fr: 'Ce n’est ni une date ni une heure.' },
  touched: { en: 'Touches', fr: 'S’applique' },
  touches: { en: 'Whose prices it changes', fr: 'Les prix de qui elle change' },
  touchesHint: {
    en: 'Prices with tiers, packages, included quantities or limits change with a period only; all others at once.',
    fr: 'Les prix par paliers, par lots, avec quantités incluses ou limites ne changent qu’avec une période ; les autres aussitôt.',
  },
  scope: {
    en: { new: 'new subscriptions only', renewal: 'all, at their next period', date: 'all, from that date' },
    fr: { new: 'aux nouveaux abonnements seuls', renewal: 'à tous, à leur prochaine période', date: 'à tous, dès cette date' },
  },
  behind: {
    en: 'Subscriptions to these offers stay where they are',
    fr: 'Les abonnements à ces offres restent où ils sont',
  },
  reason: { en: 'Why', fr: 'Pourquoi' },
  behindWhy: {
    en: {
      not_offered: 'no longer offered',
      other_currency: 'in another currency',
      other_periods: 'billed in other periods',
      other_sale: 'sold to others',
      other_wallet: 'paid from another wallet, or otherwise',
    },
    fr: {
      not_offered: 'n’est plus offerte',
      other_currency: 'dans une autre devise',
      other_periods: 'facturée par d’autres périodes',
      other_sale: 'vendue à d’autres',
      other_wallet: 'payée par un autre portefeuille, ou autrement',
    },
  },
  check: { en: 'Check and compare', fr: 'Vérifier et comparer' },
  faults: {
    en: (count: number) => (count === 1 ? 'One fault: nothing was published.' : `${count} faults: nothing was published.`),
    fr: (count: number) => (count === 1 ? 'Une erreur : rien n’a été publié.' : `${count} erreurs : rien n’a été publié.`),
  },
  line: { en: 'Line', fr: 'Ligne' },
  place: { en: 'Where', fr: 'Où' },
  fault: { en: 'Fault', fr: 'Erreur' },
  changes: { en: 'What would change', fr: 'Ce qui changerait' },
  changesFrom: {
    en: (version: number) => `Changes from version ${version}`,
    fr: (version: number) => `Changements depuis la version ${version}`,
  },
  noChanges: { en: 'Nothing changes: both mean the same.', fr: 'Rien ne change : les deux disent la même chose.' },
  before: { en: 'Before', fr: 'Avant' },
  after: { en: 'After', fr: 'Après' },
  publish: { en: 'Publish', fr: 'Publier' },
  publishHint: {
    en: 'Orders from then on go by it, and the subscriptions it touches. It cannot be taken back, but a next version can be published at any time.',
    fr: 'Les commandes passées dès lors la suivront, et les abonnements qu’elle touche. Elle ne se retire pas, mais une version suivante peut être publiée à tout moment.',
  },
  editOn: { en: 'Go on writing', fr: 'Continuer à écrire' },
  publishedNow: { en: 'The version is published.', fr: 'La version est publiée.' },
  compareWith: { en: 'Compare with', fr: 'Comparer avec' },
  file: { en: 'The file as it was published', fr: 'Le fichier tel qu’il a été publié' },
})

export type CatalogueWords = (typeof catalogueWords)['en']
