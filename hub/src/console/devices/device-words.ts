import { translated } from '../../http/pages/translated.ts'

export const deviceWords = translated({
  device: { en: 'Device', fr: 'Appareil' },
  owner: { en: 'Owner', fr: 'Titulaire' },
  state: { en: 'State', fr: 'État' },
  states: {
    en: { registered: 'waits for its agent', enrolled: 'in service', frozen: 'frozen' },
    fr: { registered: 'attend son agent', enrolled: 'en service', frozen: 'figé' },
  },
  isSuspended: { en: 'suspended', fr: 'suspendu' },
  suspended: { en: 'Suspended', fr: 'Suspendu' },
  offers: { en: 'Offers', fr: 'Propose' },
  registered: { en: 'Registered', fr: 'Enregistré' },
  contact: { en: 'Last contact', fr: 'Dernier contact' },
  online: { en: 'online', fr: 'connecté' },
  connected: { en: 'Connected', fr: 'Connexion' },
  told: { en: 'Told something', fr: 'Derniers enregistrements reçus' },
  never: { en: 'never', fr: 'jamais' },
  clock: { en: 'Clock', fr: 'Horloge' },
  clocks: {
    en: { synced: 'set', floor: 'at least', unknown: 'not set' },
    fr: { synced: 'réglée', floor: 'au plus tôt', unknown: 'non réglée' },
  },
  clockHint: {
    en: {
      synced: 'The time of its newest record is that of the hub.',
      floor: 'Its newest record happened at that time or later.',
      unknown: 'The time of its newest record says nothing.',
    },
    fr: {
      synced: 'L’heure de son dernier enregistrement est celle du hub.',
      floor: 'Son dernier enregistrement date de cette heure ou d’après.',
      unknown: 'L’heure de son dernier enregistrement ne dit rien.',
    },
  },
  journal: { en: 'Journal', fr: 'Journal' },
  journalThrough: {
    en: (through: string) => `Held without a hole through record ${through}.`,
    fr: (through: string) => `Détenu sans lacune jusqu’à l’enregistrement ${through}.`,
  },
  hasGap: { en: 'has a hole', fr: 'lacune' },
  missing: {
    en: (ranges: string) => `Missing: ${ranges}.`,
    fr: (ranges: string) => `Manquent : ${ranges}.`,
  },
  toSeq: {
    en: (first: string, last: string) => `${first} to ${last}`,
    fr: (first: string, last: string) => `${first} à ${last}`,
  },
  waiting: { en: 'Waiting', fr: 'En attente' },
  keys: { en: 'Keys', fr: 'Clés' },
  keysIntro: {
    en: 'The keys it enrolled with, the newest first. Older ones still prove what was signed with them.',
    fr: 'Les clés de ses inscriptions, la plus récente d’abord. Les anciennes prouvent encore ce qu’elles ont signé.',
  },
  keyId: { en: 'Key id', fr: 'Identifiant de clé' },
  enrolled: { en: 'Enrolled', fr: 'Inscription' },
  noKeys: {
    en: 'None yet: its agent has not enrolled.',
    fr: 'Aucune : son agent ne s’est pas encore inscrit.',
  },
  revocations: { en: 'Revocations', fr: 'Révocations' },
  revocationsAre: {
    en: (version: string, denied: string, epoch: string) =>
      `Version ${version}, ${denied} denied, permits below epoch ${epoch} void`,
    fr: (version: string, denied: string, epoch: string) =>
      `Version ${version}, ${denied} refusés, permis d’avant l’époque ${epoch} caducs`,
  },
  noRevocations: { en: 'Nothing was taken back', fr: 'Rien n’a été retiré' },
  keypad: { en: 'Keypad', fr: 'Clavier' },
  noKeypad: { en: 'None declared', fr: 'Aucun déclaré' },
  keypadIs: {
    en: (actions: string, generation: string) => `${actions}; key ${generation}`,
    fr: (actions: string, generation: string) => `${actions} ; clé ${generation}`,
  },
  keyHeld: { en: 'held by the device', fr: 'détenue par l’appareil' },
  keyPending: { en: 'goes with its next session', fr: 'part avec sa prochaine session' },
  events: { en: 'What was asked and done', fr: 'Ce qui fut demandé et fait' },
  noEvents: {
    en: 'It has told of nothing that was asked or done.',
    fr: 'Il n’a rien dit de ce qui lui fut demandé ou de ce qu’il a fait.',
  },
  allEvents: { en: 'All of it', fr: 'Tout voir' },
  authorizationsHere: { en: 'Authorizations on it', fr: 'Autorisations sur cet appareil' },
  unrated: { en: 'Usage nobody pays for', fr: 'Usages que personne ne paie' },
  unratedIntro: {
    en: 'It was counted and no subscription covered it. An order that begins from now on covers what follows.',
    fr: 'Compté sans qu’un abonnement le couvre. Une commande prenant effet désormais couvrira la suite.',
  },
  unratedService: { en: 'Service', fr: 'Service' },
  unratedMeter: { en: 'Meter', fr: 'Compteur' },
  unratedReason: { en: 'Reason', fr: 'Motif' },
  unratedReasons: {
    en: { no_subscription: 'no subscription at that time' },
    fr: { no_subscription: 'aucun abonnement à ce moment' },
  },
  unratedQuantity: { en: 'Quantity', fr: 'Quantité' },
  unratedRecords: { en: 'Records', fr: 'Enregistrements' },
  back: { en: 'Back to the device', fr: 'Retour à l’appareil' },
})
