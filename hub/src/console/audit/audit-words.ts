import { translated } from '../../http/pages/translated.ts'

export const auditWords = translated({
  intro: {
    en: 'Who did what, when, and what came of it. Entries are only ever added.',
    fr: 'Qui a fait quoi, quand, et avec quel résultat. Les entrées ne font que s’ajouter.',
  },
  when: { en: 'When', fr: 'Quand' },
  account: { en: 'Account', fr: 'Compte' },
  key: { en: 'API key', fr: 'Clé d’API' },
  operator: { en: 'Operator', fr: 'Opérateur' },
  role: { en: 'Role', fr: 'Rôle' },
  action: { en: 'Action', fr: 'Action' },
  target: { en: 'On', fr: 'Sur' },
  made: { en: 'Made', fr: 'Créé' },
  result: { en: 'Result', fr: 'Résultat' },
  done: { en: 'done', fr: 'fait' },
  none: {
    en: 'Nothing was changed yet. Every change stands here, also one that was refused.',
    fr: 'Rien n’a encore été modifié. Chaque modification figure ici, même refusée.',
  },
  noneSuch: { en: 'This account changed nothing.', fr: 'Ce compte n’a rien modifié.' },
})
