import { translated } from '../../http/pages/translated.ts'

export const webhookWords = translated({
  intro: {
    en: 'What partners are told, and whether it arrived. A delivery that fails comes again for three days.',
    fr: 'Ce qui est annoncé aux partenaires, et si c’est arrivé. Un envoi qui échoue est retenté pendant trois jours.',
  },
  delivery: { en: 'Delivery', fr: 'Envoi' },
  type: { en: 'What', fr: 'Quoi' },
  endpoint: { en: 'Endpoint', fr: 'Point d’accès' },
  account: { en: 'Account', fr: 'Compte' },
  state: { en: 'State', fr: 'État' },
  anyState: { en: 'Any', fr: 'Tous' },
  states: {
    en: { pending: 'on its way', delivered: 'delivered', abandoned: 'given up' },
    fr: { pending: 'en route', delivered: 'livré', abandoned: 'abandonné' },
  },
  attempts: { en: 'Attempts', fr: 'Tentatives' },
  created: { en: 'Written', fr: 'Écrit le' },
  due: { en: 'Next attempt', fr: 'Prochaine tentative' },
  delivered: { en: 'Delivered', fr: 'Livré le' },
  when: { en: 'Delivered, or next attempt', fr: 'Livré, ou prochaine tentative' },
  lastError: { en: 'Last error', fr: 'Dernière erreur' },
  none: {
    en: 'Nothing was sent yet. Once an endpoint is added and an authorized action comes to its end, its confirmation stands here.',
    fr: 'Rien n’a encore été envoyé. Dès qu’un point d’accès existe et qu’une action autorisée s’achève, sa confirmation figure ici.',
  },
  noneSuch: { en: 'No delivery is like this.', fr: 'Aucun envoi ne correspond.' },
  removed: { en: 'removed', fr: 'supprimé' },
  body: { en: 'What is sent', fr: 'Ce qui est envoyé' },
  bodyHint: {
    en: 'These bytes, signed anew at each attempt as Standard Webhooks has it.',
    fr: 'Ces octets, signés à nouveau à chaque tentative selon Standard Webhooks.',
  },
  sendNow: { en: 'Send now', fr: 'Envoyer maintenant' },
  replay: { en: 'Send again', fr: 'Renvoyer' },
  replayHint: {
    en: 'It goes out under the same webhook-id, so a partner that has it already knows.',
    fr: 'Il part sous le même webhook-id : un partenaire qui l’a déjà le reconnaît.',
  },
  replayed: { en: 'It is sent again now.', fr: 'Il est renvoyé maintenant.' },
  endpointGone: { en: 'Its endpoint was removed, so there is nowhere to send it.', fr: 'Son point d’accès a été supprimé.' },
})
