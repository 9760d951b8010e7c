import { translated } from '../../http/pages/translated.ts'

export const operatorWords = translated({
  intro: {
    en: 'Who signs in to this console. What each of them changes stands in the audit log under their name.',
    fr: 'Les personnes qui se connectent à cette console. Ce que chacune modifie figure à son nom dans le journal d’audit.',
  },
  name: { en: 'Name', fr: 'Nom' },
  email: { en: 'Email', fr: 'Adresse e-mail' },
  role: { en: 'Role', fr: 'Rôle' },
  roles: { en: { operator: 'operator', viewer: 'viewer' }, fr: { operator: 'opérateur', viewer: 'lecteur' } },
  rolesHint: {
    en: 'An operator may change things; a viewer sees everything and changes nothing.',
    fr: 'Un opérateur peut modifier ; un lecteur voit tout et ne modifie rien.',
  },
  state: { en: 'State', fr: 'État' },
  enabled: { en: 'enabled', fr: 'actif' },
  disabled: { en: 'disabled', fr: 'désactivé' },
  signsIn: { en: 'Signs in with', fr: 'Se connecte avec' },
  ways: {
    en: { password: 'password', code: 'password and code', provider: 'identity provider', nothing: 'nothing yet' },
    fr: { password: 'mot de passe', code: 'mot de passe et code', provider: 'fournisseur d’identité', nothing: 'rien encore' },
  },
  added: { en: 'Added', fr: 'Ajouté le' },
  none: { en: 'Nobody.', fr: 'Personne.' },
  add: { en: 'Add an operator', fr: 'Ajouter un opérateur' },
  password: { en: 'First password', fr: 'Premier mot de passe' },
  passwordHint: {
    en: 'At least 12 characters. Tell it in person; it can be changed under “Your account”. Leave it empty for somebody whom only the identity provider signs in.',
    fr: 'Au moins 12 caractères. Donnez-le de vive voix ; il se change sous « Votre compte ». Laissez vide pour qui ne se connecte que par le fournisseur d’identité.',
  },
  addIt: { en: 'Add', fr: 'Ajouter' },
  changeRole: { en: 'Change the role', fr: 'Changer le rôle' },
  makeRole: {
    en: { operator: 'Make an operator', viewer: 'Make a viewer' },
    fr: { operator: 'Nommer opérateur', viewer: 'Nommer lecteur' },
  },
  disable: { en: 'Disable', fr: 'Désactiver' },
  disableHint: {
    en: 'They are signed out at once, everywhere, and sign in no more. You can enable them again.',
    fr: 'La personne est déconnectée partout sur-le-champ et ne se connecte plus. Vous pourrez la réactiver.',
  },
  enable: { en: 'Enable', fr: 'Réactiver' },
  enableHint: { en: 'They sign in again as before.', fr: 'La personne se connecte de nouveau comme avant.' },
  lastOperator: {
    en: 'This is the last operator who may change things. Give another the role first, or enable one.',
    fr: 'C’est le dernier opérateur qui puisse modifier. Donnez d’abord ce rôle à un autre, ou réactivez-en un.',
  },
  tooMany: { en: 'There are as many operators as a tenant may have.', fr: 'Le nombre maximal d’opérateurs est atteint.' },
  done: {
    en: {
      added: 'The operator is added.',
      role: 'The role is changed.',
      disabled: 'They are disabled.',
      enabled: 'They are enabled.',
    },
    fr: {
      added: 'L’opérateur est ajouté.',
      role: 'Le rôle est changé.',
      disabled: 'La personne est désactivée.',
      enabled: 'La personne est réactivée.',
    },
  },
})

export type OperatorWords = (typeof operatorWords)['en']
