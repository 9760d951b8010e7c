import { translated } from '../../http/pages/translated.ts'
import { eventBytesAtMost, lateDaysAtMost } from '../../usage-events/rejection.ts'

export const eventWords = translated({
  title: { en: 'Rejected usage events', fr: 'Événements d’usage rejetés' },
  intro: {
    en: 'What services without a device sent and what could not be taken in, each kept as it came. Put one right and take it in, or dismiss it.',
    fr: 'Ce que des services sans appareil ont envoyé et qui n’a pas pu être pris en compte, conservé tel quel. Corrigez-le pour le prendre en compte, ou écartez-le.',
  },
  one: { en: 'Rejected usage event', fr: 'Événement d’usage rejeté' },
  taken: { en: 'Usage event', fr: 'Événement d’usage' },
  unsigned: {
    en: 'Nobody signed it: what stands for it is the key it came with, the moment it came, and the hash of what of it counts.',
    fr: 'Personne ne l’a signé : en répondent la clé avec laquelle il est arrivé, le moment où il est arrivé et l’empreinte de ce qui en compte.',
  },
  state: { en: 'State', fr: 'État' },
  anyState: { en: 'Any', fr: 'Tous' },
  states: {
    en: { waiting: 'waiting', replayed: 'taken in', resent: 'sent right by its sender', dismissed: 'dismissed' },
    fr: { waiting: 'en attente', replayed: 'pris en compte', resent: 'renvoyé correct par l’émetteur', dismissed: 'écarté' },
  },
  source: { en: 'Sent by', fr: 'Envoyé par' },
  id: { en: 'Its id there', fr: 'Son identifiant là-bas' },
  nameless: { en: 'without a name', fr: 'sans nom' },
  account: { en: 'Account', fr: 'Compte' },
  why: { en: 'Why', fr: 'Pourquoi' },
  reasons: {
    en: {
      event_invalid: 'It has faults.',
      event_too_large: `It has more than ${eventBytesAtMost} bytes; only the beginning was kept.`,
      other_content: 'One with the same source and id came before and said something else.',
      subject_not_found: 'There is no such account or subscription that its sender may speak for.',
      in_the_future: 'It ends at a time that had not come.',
      too_old: `It began more than ${lateDaysAtMost} days before it came.`,
      not_priced: 'No subscription of its subject, in force for all of its time, has a price that counts it.',
    },
    fr: {
      event_invalid: 'Il comporte des erreurs.',
      event_too_large: `Il dépasse ${eventBytesAtMost} octets ; seul le début a été conservé.`,
      other_content: 'Un autre de même source et de même identifiant est arrivé avant et disait autre chose.',
      subject_not_found: 'Aucun compte ni abonnement de ce nom pour lequel son émetteur puisse parler.',
      in_the_future: 'Il se termine à un moment qui n’était pas venu.',
      too_old: `Il a commencé plus de ${lateDaysAtMost} jours avant son arrivée.`,
      not_priced: 'Aucun abonnement du sujet, en vigueur pendant toute sa durée, n’a de prix qui le compte.',
    },
  },
  faults: { en: 'Faults', fr: 'Erreurs' },
  received: { en: 'Received', fr: 'Reçu le' },
  receivedFrom: { en: 'From', fr: 'De' },
  decided: { en: 'Decided', fr: 'Décidé le' },
  by: { en: 'By', fr: 'Par' },
  reason: { en: 'Reason', fr: 'Motif' },
  hash: { en: 'Hash of the content', fr: 'Empreinte du contenu' },
  content: { en: 'What of it counts', fr: 'Ce qui en compte' },
  original: { en: 'As it came', fr: 'Tel qu’il est arrivé' },
  asTaken: { en: 'As it was taken in', fr: 'Tel qu’il a été pris en compte' },
  none: {
    en: 'No event waits. What a service sends and what cannot be taken in stands here.',
    fr: 'Aucun événement n’attend. Ce qu’un service envoie et qui ne peut être pris en compte apparaît ici.',
  },
  noneSuch: { en: 'No event is like this.', fr: 'Aucun événement ne correspond.' },
  replay: { en: 'Take it in', fr: 'Le prendre en compte' },
  replayHint: {
    en: 'Put the event right here, or leave it as it came where something else was wrong, such as a missing subscription. The original stays beside it.',
    fr: 'Corrigez l’événement ici, ou laissez-le tel quel si autre chose manquait, un abonnement par exemple. L’original reste à côté.',
  },
  event: { en: 'Event', fr: 'Événement' },
  eventWrong: { en: 'This is not a JSON object.', fr: 'Ce n’est pas un objet JSON.' },
  reasonWrong: { en: 'Say why: it stands in the audit log.', fr: 'Dites pourquoi : cela figure au journal d’audit.' },
  dismiss: { en: 'Dismiss it', fr: 'L’écarter' },
  dismissHint: {
    en: 'It never counts, unless it is taken in later.',
    fr: 'Il ne comptera pas, sauf s’il est pris en compte plus tard.',
  },
  refused: { en: 'Nothing was done.', fr: 'Rien n’a été fait.' },
  taken_before: {
    en: 'An event with this source and id was taken in already: this one can be dismissed.',
    fr: 'Un événement de mêmes source et identifiant a déjà été pris en compte : celui-ci peut être écarté.',
  },
  done: {
    en: { replayed: 'The event is taken in.', dismissed: 'The event is dismissed.' },
    fr: { replayed: 'L’événement est pris en compte.', dismissed: 'L’événement est écarté.' },
  },
})

/** How an event's state looks, beside its word. */
export const eventTones = { waiting: 'warn', replayed: 'good', resent: 'good', dismissed: 'plain' } as const
