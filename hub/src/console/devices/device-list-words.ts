import { translated } from '../../http/pages/translated.ts'

export const deviceListWords = translated({
  intro: {
    en: 'Every thing with an agent, the newest first.',
    fr: 'Tous les appareils dotés d’un agent, les plus récents d’abord.',
  },
  register: { en: 'Register a device', fr: 'Enregistrer un appareil' },
  find: { en: 'Label or id begins with', fr: 'Nom ou identifiant commençant par' },
  show: { en: 'Show', fr: 'Afficher' },
  all: { en: 'All', fr: 'Tous' },
  ownerId: { en: 'Owner', fr: 'Titulaire' },
  shows: {
    en: {
      registered: 'waiting for their agent',
      enrolled: 'in service',
      frozen: 'frozen',
      suspended: 'suspended',
      online: 'online here',
      quarantine: 'with something set apart',
      gap: 'with a hole in the journal',
      lease: 'with a lease not applied',
      clock: 'with a clock not set',
    },
    fr: {
      registered: 'qui attendent leur agent',
      enrolled: 'en service',
      frozen: 'figés',
      suspended: 'suspendus',
      online: 'connectés ici',
      quarantine: 'avec des éléments mis à part',
      gap: 'au journal incomplet',
      lease: 'au bail non appliqué',
      clock: 'à l’horloge non réglée',
    },
  },
  none: {
    en: 'No device yet. Register one, give its claim code to its agent, and it stands here as soon as it enrols.',
    fr: 'Aucun appareil pour l’instant. Enregistrez-en un, donnez son code d’appairage à son agent : il apparaîtra dès son inscription.',
  },
  noneFound: {
    en: 'No device matches. Shorten what it begins with, or show all.',
    fr: 'Aucun appareil ne correspond. Raccourcissez le début cherché, ou affichez-les tous.',
  },
})
