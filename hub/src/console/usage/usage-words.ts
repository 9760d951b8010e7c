import { translated } from '../../http/pages/translated.ts'

export const usageWords = translated({
  intro: {
    en: 'What every subscription counts. Choose a meter to see it by the half hour, day or month.',
    fr: 'Ce que compte chaque abonnement. Choisissez un compteur pour le voir par demi-heure, jour ou mois.',
  },
  rejectedEvents: { en: 'Usage events that were rejected', fr: 'Événements d’usage rejetés' },
  of: {
    en: 'Account or subscription, by id or beginning of the name',
    fr: 'Compte ou abonnement, par identifiant ou début du nom',
  },
  account: { en: 'Account', fr: 'Compte' },
  offer: { en: 'Offer', fr: 'Offre' },
  subscription: { en: 'Subscription', fr: 'Abonnement' },
  meters: { en: 'Meters', fr: 'Compteurs' },
  noMeters: { en: 'fixed fees only', fr: 'montants fixes seulement' },
  from: { en: 'Since', fr: 'Depuis' },
  device: { en: 'Device', fr: 'Appareil' },
  allDevices: { en: 'all of the account', fr: 'tous ceux du compte' },
  none: {
    en: 'No subscription yet. Place an order for an account: what its devices then measure stands here.',
    fr: 'Aucun abonnement pour l’instant. Passez une commande pour un compte : ce que mesurent alors ses appareils apparaît ici.',
  },
  noneFound: { en: 'No subscription is found so.', fr: 'Aucun abonnement ne correspond.' },
  whichAccount: { en: 'Which account do you mean?', fr: 'De quel compte s’agit-il ?' },
  unit: { en: 'Unit', fr: 'Unité' },
  zone: { en: 'Times of', fr: 'Heures de' },
  told: { en: 'Told so far', fr: 'Relevé à ce jour' },
  nothingYet: {
    en: 'Nothing counted yet. As soon as a device tells what it measured, it is drawn here.',
    fr: 'Rien de compté pour l’instant. Dès qu’un appareil transmet ses mesures, elles apparaissent ici.',
  },
  outside: {
    en: 'Nothing was counted in this time.',
    fr: 'Rien n’a été compté pendant cette période.',
  },
  views: { en: 'What is shown', fr: 'Ce qui est affiché' },
  closer: { en: 'Closer', fr: 'Plus près' },
  wider: { en: 'Wider', fr: 'Plus large' },
  earlier: { en: 'Earlier', fr: 'Plus tôt' },
  later: { en: 'Later', fr: 'Plus tard' },
  all: { en: 'All', fr: 'Tout' },
  howTo: {
    en: 'Drag over the chart to look closer; double-click to look wider.',
    fr: 'Faites glisser sur le graphique pour voir de plus près ; double-cliquez pour élargir.',
  },
  chart: {
    en: (price: string) => `Chart of ${price}. The table below has the same figures.`,
    fr: (price: string) => `Graphique : ${price}. Le tableau ci-dessous donne les mêmes chiffres.`,
  },
  figures: { en: 'The same in figures', fr: 'Les mêmes en chiffres' },
  time: { en: 'Time', fr: 'Période' },
  total: { en: 'Total', fr: 'Total' },
  wholeDay: { en: 'used', fr: 'consommé' },
  levels: {
    en: { half_hour: 'by the half hour', hour: 'by the hour', day: 'by the day', month: 'by the month' },
    fr: { half_hour: 'par demi-heure', hour: 'par heure', day: 'par jour', month: 'par mois' },
  },
  csvFinest: { en: 'Every half hour of all this as CSV', fr: 'Toutes les demi-heures de cette période en CSV' },
})

export type UsageWords = (typeof usageWords)['en']
