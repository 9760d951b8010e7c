import { translated } from '../../http/pages/translated.ts'

export const importWords = translated({
  title: { en: 'Take in a file', fr: 'Importer un fichier' },
  intro: {
    en: 'A CSV file whose first line names its columns. It is tried first: every fault is told with its line, and nothing is done before you confirm. All rows are taken in, or none.',
    fr: 'Un fichier CSV dont la première ligne nomme les colonnes. Il est d’abord essayé : chaque faute est indiquée avec sa ligne, et rien n’est fait avant votre confirmation. Toutes les lignes sont importées, ou aucune.',
  },
  kind: { en: 'What the rows are', fr: 'Contenu des lignes' },
  kinds: {
    en: { accounts: 'accounts', devices: 'devices', subscriptions: 'subscriptions' },
    fr: { accounts: 'comptes', devices: 'appareils', subscriptions: 'abonnements' },
  },
  columns: {
    en: {
      accounts:
        'externalId, name, and what else is known: zone, parent, language, legalName, address.line1, address.city, address.country, tax.kind, tax.country, tax.vatNumber, contact.billing.name, contact.billing.email, attributes.plan',
      devices: 'externalId, account, label, services as in trunk.access:open|close',
      subscriptions: 'externalId, account, offer, and device, quantity, startsAt or coupon',
    },
    fr: {
      accounts:
        'externalId, name, et ce que l’on sait d’autre : zone, parent, language, legalName, address.line1, address.city, address.country, tax.kind, tax.country, tax.vatNumber, contact.billing.name, contact.billing.email, attributes.plan',
      devices: 'externalId, account, label, services comme trunk.access:open|close',
      subscriptions: 'externalId, account, offer, et device, quantity, startsAt ou coupon',
    },
  },
  system: { en: 'System', fr: 'Système' },
  systemHint: {
    en: 'Whose names stand in externalId. The same file once more changes nothing.',
    fr: 'Celui dont externalId porte les noms. Le même fichier une seconde fois ne change rien.',
  },
  systemWrong: { en: 'Write small letters and digits, like crm.', fr: 'Écrivez des minuscules et des chiffres, comme crm.' },
  file: { en: 'File', fr: 'Fichier' },
  fileWrong: { en: 'Choose a file with rows.', fr: 'Choisissez un fichier qui contient des lignes.' },
  check: { en: 'Try it', fr: 'L’essayer' },
  faults: {
    en: (count: string) => `${count} faults: nothing would be taken in.`,
    fr: (count: string) => `${count} fautes : rien ne serait importé.`,
  },
  sound: { en: 'Nothing is wrong with it.', fr: 'Rien à redire.' },
  counts: {
    en: (created: string, changed: string, unchanged: string) =>
      `${created} created, ${changed} changed, ${unchanged} unchanged.`,
    fr: (created: string, changed: string, unchanged: string) => `${created} créés, ${changed} modifiés, ${unchanged} inchangés.`,
  },
  confirm: { en: 'Take it in', fr: 'L’importer' },
  confirmHint: { en: 'So it would be done:', fr: 'Voici ce qui serait fait :' },
  done: { en: 'The file is taken in.', fr: 'Le fichier est importé.' },
  claims: {
    en: 'The codes that devices enrol with, shown this once. Copy them now.',
    fr: 'Les codes d’enrôlement des appareils, montrés cette seule fois. Copiez-les maintenant.',
  },
  line: { en: 'Line', fr: 'Ligne' },
  column: { en: 'Column', fr: 'Colonne' },
  code: { en: 'Code', fr: 'Code' },
  fault: { en: 'Fault', fr: 'Faute' },
  externalId: { en: 'Name there', fr: 'Nom là-bas' },
  outcome: { en: 'Outcome', fr: 'Résultat' },
  outcomes: {
    en: { created: 'created', changed: 'changed', unchanged: 'unchanged' },
    fr: { created: 'créé', changed: 'modifié', unchanged: 'inchangé' },
  },
  id: { en: 'Here', fr: 'Ici' },
  claim: { en: 'Claim code', fr: 'Code d’enrôlement' },
})
