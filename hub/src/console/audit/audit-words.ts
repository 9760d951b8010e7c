import { translated } from '../../http/pages/translated.ts'

export const auditWords = translated({
  intro: {
    en: 'Who did what, when, and what came of it. Entries are only ever added.',
    fr: 'Qui a fait quoi, quand, et avec quel résultat. Les entrées ne font que s’ajouter.',
  },
  when: { en: 'When', fr: 'Quand' },
  account: { en: 'Account', fr: 'Compte' },
  who: { en: 'Who', fr: 'Qui' },
  action: { en: 'What', fr: 'Quoi' },
  roles: {
    en: { operator: 'operator', viewer: 'viewer', partner: 'partner', account_holder: 'account holder', feed: 'feed' },
    fr: { operator: 'opérateur', viewer: 'lecteur', partner: 'partenaire', account_holder: 'titulaire de compte', feed: 'flux' },
  },
  result: { en: 'Result', fr: 'Résultat' },
  done: { en: 'done', fr: 'fait' },
  none: {
    en: 'Nothing was changed yet. Every change stands here, also one that was refused.',
    fr: 'Rien n’a encore été modifié. Chaque modification figure ici, même refusée.',
  },
  noneSuch: { en: 'This account changed nothing.', fr: 'Ce compte n’a rien modifié.' },
})

export type AuditWords = (typeof auditWords)['en']
