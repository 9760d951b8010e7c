import { translated } from '../../http/pages/translated.ts'

export const deviceWords = translated({
  intro: {
    en: 'Every thing with an agent, the newest first.',
    fr: 'Tous les appareils dotés d’un agent, les plus récents d’abord.',
  },
  device: { en: 'Device', fr: 'Appareil' },
  owner: { en: 'Owner', fr: 'Titulaire' },
  state: { en: 'State', fr: 'État' },
  states: {
    en: { registered: 'waits for its agent', enrolled: 'in service', frozen: 'frozen' },
    fr: { registered: 'attend son agent', enrolled: 'en service', frozen: 'figé' },
  },
  suspended: { en: 'Suspended', fr: 'Suspendu' },
  offers: { en: 'Offers', fr: 'Propose' },
  suspend: { en: 'Suspend', fr: 'Suspendre' },
  suspendHint: {
    en: 'Its connection ends and nothing is granted on it. Out of reach it goes by the permits and the lease it has until they end. You can let it come back.',
    fr: 'Sa connexion prend fin et rien n’y est plus accordé. Hors de portée, il suit ses permis et son bail jusqu’à leur terme. Vous pourrez le laisser revenir.',
  },
  reason: { en: 'Reason', fr: 'Motif' },
  reasonWrong: { en: 'Say why: it stands in the audit log.', fr: 'Dites pourquoi : cela figure au journal d’audit.' },
  resume: { en: 'Let it come back', fr: 'Le laisser revenir' },
  resumeHint: { en: 'It opens a session again by itself.', fr: 'Il rouvre une session de lui-même.' },
  done: {
    en: { suspended: 'The device is suspended.', resumed: 'The device may come back.' },
    fr: { suspended: 'L’appareil est suspendu.', resumed: 'L’appareil peut revenir.' },
  },
  registered: { en: 'Registered', fr: 'Enregistré le' },
  none: {
    en: 'No device yet. Register one, give its claim code to its agent, and it stands here as soon as it enrols.',
    fr: 'Aucun appareil pour l’instant. Enregistrez-en un, donnez son code d’appairage à son agent : il apparaîtra dès son inscription.',
  },
})

export type DeviceWords = (typeof deviceWords)['en']
