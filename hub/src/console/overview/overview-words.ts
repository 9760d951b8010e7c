import { translated } from '../../http/pages/translated.ts'

export const overviewWords = translated({
  intro: {
    en: 'What is going on now, and what needs a person.',
    fr: 'Ce qui se passe en ce moment, et ce qui attend quelqu’un.',
  },
  openNow: { en: 'Open now', fr: 'Ouvert en ce moment' },
  nothingOpen: { en: 'Nothing stands open.', fr: 'Rien n’est ouvert.' },
  moreOpen: {
    en: (count: string) => `${count} stand open; these are open the longest.`,
    fr: (count: string) => `${count} sont ouverts ; voici ceux qui le sont depuis le plus longtemps.`,
  },
  device: { en: 'Device', fr: 'Appareil' },
  service: { en: 'Service', fr: 'Service' },
  since: { en: 'Open since', fr: 'Ouvert depuis' },
  for: { en: 'For', fr: 'Durée' },
  authorization: { en: 'Authorization', fr: 'Autorisation' },
  byHand: { en: 'nobody asked the hub', fr: 'rien demandé au hub' },
  devices: { en: 'Devices', fr: 'Appareils' },
  states: {
    en: {
      enrolled: 'In service',
      online: 'Online here',
      registered: 'Wait for their agent',
      suspended: 'Suspended',
      frozen: 'Frozen',
    },
    fr: {
      enrolled: 'En service',
      online: 'Connectés ici',
      registered: 'Attendent leur agent',
      suspended: 'Suspendus',
      frozen: 'Figés',
    },
  },
  money: { en: 'Charged for openings and actions', fr: 'Facturé pour ouvertures et actions' },
  moneyHint: {
    en: 'Before VAT, by the day on which it happened. Readings and fixed fees stand on draft invoices.',
    fr: 'Hors TVA, au jour des faits. Les relevés et les frais fixes figurent sur les projets de facture.',
  },
  today: { en: (currency: string) => `Today, ${currency}`, fr: (currency: string) => `Aujourd’hui, ${currency}` },
  month: { en: (currency: string) => `This month, ${currency}`, fr: (currency: string) => `Ce mois-ci, ${currency}` },
  charges: { en: 'Charges this month', fr: 'Facturations ce mois-ci' },
  noMoney: {
    en: 'Nothing was charged this month. It is as soon as a device tells that something was opened.',
    fr: 'Rien n’a été facturé ce mois-ci. Cela se fait dès qu’un appareil dit qu’il a ouvert.',
  },
  needs: { en: 'Needs a person', fr: 'Attend quelqu’un' },
  needsNobody: { en: 'Nothing needs a person.', fr: 'Rien n’attend personne.' },
  faults: {
    en: {
      quarantine: 'with something set apart that waits for a decision',
      frozen: 'frozen: the device contradicted itself',
      gap: 'with a hole in the journal',
      lease: 'with a lease that was not applied',
      clock: 'with a clock that is not set',
      abandoned: 'given up after every attempt to deliver',
    },
    fr: {
      quarantine: 'avec des éléments mis à part qui attendent une décision',
      frozen: 'figé : l’appareil s’est contredit',
      gap: 'au journal incomplet',
      lease: 'au bail non appliqué',
      clock: 'à l’horloge non réglée',
      abandoned: 'abandonné après toutes les tentatives de remise',
    },
  },
  deviceCount: {
    en: (count: string) => (count === '1' ? '1 device' : `${count} devices`),
    fr: (count: string) => (count === '1' ? '1 appareil' : `${count} appareils`),
  },
  messageCount: {
    en: (count: string) => (count === '1' ? '1 message' : `${count} messages`),
    fr: (count: string) => (count === '1' ? '1 message' : `${count} messages`),
  },
  lastOpenings: { en: 'Last openings', fr: 'Dernières ouvertures' },
  noOpenings: {
    en: 'Nothing was opened yet. Each opening stands here as soon as its device tells of it.',
    fr: 'Rien n’a encore été ouvert. Chaque ouverture figure ici dès que son appareil en parle.',
  },
  opened: { en: 'Opened', fr: 'Ouvert' },
  told: { en: (at: string) => `told ${at}`, fr: (at: string) => `annoncé ${at}` },
  way: { en: 'How', fr: 'Comment' },
  ways: {
    en: { permit: 'permit', passcode: 'passcode', command: 'command', by_hand: 'by hand', safety_action: 'safety action' },
    fr: { permit: 'permis', passcode: 'code', command: 'commande', by_hand: 'à la main', safety_action: 'action de sécurité' },
  },
  behalf: { en: 'For', fr: 'Pour' },
  end: { en: 'End', fr: 'Fin' },
  ends: {
    en: { open: 'still open', closed: 'closed, not locked', secured: 'closed and locked', not_told: 'not told' },
    fr: { open: 'encore ouvert', closed: 'fermé, non verrouillé', secured: 'fermé et verrouillé', not_told: 'non dit' },
  },
})
