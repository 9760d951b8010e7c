import { translated } from '../../http/pages/translated.ts'

export const backtestWords = translated({
  title: { en: 'Backtest a draft', fr: 'Éprouver un projet sur le passé' },
  intro: {
    en: 'What was used in past months is rated once more, from the signed records, under a draft of the catalogue: who would pay more, who less. Nothing is changed.',
    fr: 'Ce qui a été consommé les mois passés est tarifé à nouveau, à partir des relevés signés, selon un projet de catalogue : qui paierait plus, qui paierait moins. Rien n’est modifié.',
  },
  draftAndMonths: { en: 'The draft and the months', fr: 'Le projet et les mois' },
  fromMonth: { en: 'First month', fr: 'Premier mois' },
  toMonth: { en: 'Last month', fr: 'Dernier mois' },
  offerOnly: { en: 'Only this offer (empty: all)', fr: 'Cette offre seulement (vide : toutes)' },
  monthsWrong: {
    en: 'Two months, the last not before the first, at most 24 together.',
    fr: 'Deux mois, le dernier pas avant le premier, 24 au plus en tout.',
  },
  run: { en: 'Backtest', fr: 'Éprouver' },
  accounts: { en: 'Accounts', fr: 'Comptes' },
  account: { en: 'Account', fr: 'Compte' },
  offer: { en: 'Offer', fr: 'Offre' },
  subscriptions: { en: 'Subscriptions', fr: 'Abonnements' },
  before: { en: 'As rated', fr: 'Tarifé' },
  after: { en: 'Under the draft', fr: 'Selon le projet' },
  difference: { en: 'Difference', fr: 'Différence' },
  result: { en: 'Result', fr: 'Résultat' },
  none: {
    en: 'None of these accounts had a subscription in these months.',
    fr: 'Aucun de ces comptes n’avait d’abonnement ces mois-là.',
  },
  totals: { en: 'These accounts together', fr: 'Ces comptes ensemble' },
  tally: {
    en: (more: number, less: number, same: number, leftOut: number) =>
      `${more} pay more, ${less} less, ${same} the same, ${leftOut} left out`,
    fr: (more: number, less: number, same: number, leftOut: number) =>
      `${more} paieraient plus, ${less} moins, ${same} autant, ${leftOut} à part`,
  },
  more: { en: 'More accounts', fr: 'Autres comptes' },
  file: { en: 'All accounts as CSV', fr: 'Tous les comptes en CSV' },
  states: {
    en: {
      compared: 'compared',
      no_such_offer: 'the draft has no such offer',
      other_currency: 'the draft asks another currency',
      other_periods: 'the draft bills other periods: choose months that both fill',
      not_counted: 'the draft prices what was not counted then',
      records_forgotten: 'records are forgotten',
    },
    fr: {
      compared: 'comparé',
      no_such_offer: 'le projet n’a pas cette offre',
      other_currency: 'le projet demande une autre devise',
      other_periods: 'le projet facture d’autres périodes : choisissez des mois que les deux remplissent',
      not_counted: 'le projet tarife ce qui n’était pas compté alors',
      records_forgotten: 'des relevés sont oubliés',
    },
  },
})

export type BacktestWords = (typeof backtestWords)['en']
