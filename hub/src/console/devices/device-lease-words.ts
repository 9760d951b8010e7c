import { translated } from '../../http/pages/translated.ts'

export const deviceLeaseWords = translated({
  lease: { en: 'Lease', fr: 'Bail' },
  none: {
    en: 'None: its owner has bought nothing that it may do by itself.',
    fr: 'Aucun : son titulaire n’a rien acheté qu’il puisse faire de lui-même.',
  },
  allowsNothing: { en: 'It allows nothing.', fr: 'Il ne permet rien.' },
  number: { en: 'Number', fr: 'Numéro' },
  given: { en: 'Given', fr: 'Donné' },
  until: { en: 'Until', fr: 'Jusqu’au' },
  ended: { en: 'ended', fr: 'terminé' },
  renews: { en: 'The next one from', fr: 'Le suivant dès' },
  applied: { en: 'Applied', fr: 'Appliqué' },
  notApplied: { en: 'the device has not said that it acts by it', fr: 'l’appareil n’a pas dit qu’il le suit' },
  appliedAt: { en: (seq: string) => `says its record ${seq}`, fr: (seq: string) => `selon son enregistrement ${seq}` },
  offline: { en: 'Out of reach', fr: 'Hors de portée' },
  offlineLimits: {
    en: (seconds: string, boots: string) =>
      `also ends after ${seconds} seconds under power, or ${boots} starts without the hub’s time`,
    fr: (seconds: string, boots: string) =>
      `finit aussi après ${seconds} secondes sous tension, ou ${boots} démarrages sans l’heure du hub`,
  },
  service: { en: 'Service', fr: 'Service' },
  actions: { en: 'May do', fr: 'Peut faire' },
  essential: { en: 'Always keeps', fr: 'Garde toujours' },
  standing: { en: 'Standing', fr: 'Situation' },
  standings: {
    en: { good: 'good', reminded: 'reminded', restricted: 'restricted', suspended: 'suspended' },
    fr: { good: 'en règle', reminded: 'relancé', restricted: 'restreint', suspended: 'suspendu' },
  },
  after: { en: 'After its end', fr: 'Après son terme' },
  afterExpiry: {
    en: { keep: 'keeps everything', degrade: 'keeps what is essential', refuse: 'nothing' },
    fr: { keep: 'garde tout', degrade: 'garde l’essentiel', refuse: 'plus rien' },
  },
  quota: { en: 'Left as it was given', fr: 'Restait quand il fut donné' },
  left: {
    en: (left: string, counter: string) => `${left} (${counter})`,
    fr: (left: string, counter: string) => `${left} (${counter})`,
  },
})
