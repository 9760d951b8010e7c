import { type Refusal, type RefusalCode, refusals } from '@octroi/shared/decisions/refusals'
import type { Language } from './translated.ts'

const french: Readonly<Record<RefusalCode, Refusal>> = {
  device_not_found: {
    sentence: 'Aucun appareil de cet identifiant n’est connu ici.',
    cure: 'Vérifiez l’identifiant de l’appareil ; demandez le bon à son titulaire.',
  },
  device_not_enrolled: {
    sentence: 'L’appareil n’est pas encore inscrit : il ne pourrait vérifier aucun permis.',
    cure: 'Inscrivez l’appareil avec son code d’appairage, puis redemandez.',
  },
  device_suspended: {
    sentence: 'L’opérateur tient l’appareil à l’écart.',
    cure: 'Rien n’y est accordé tant qu’il n’est pas laissé revenir.',
  },
  device_not_connected: {
    sentence: 'L’appareil n’est pas connecté à ce hub : aucune commande ne l’atteint.',
    cure: 'Redemandez une fois qu’il est connecté, ou demandez un permis ou un code, qui se passent de connexion.',
  },
  device_frozen: {
    sentence: 'L’appareil est figé parce que son journal se contredit.',
    cure: 'Voyez ce qui a été mis de côté et pourquoi, puis enregistrez l’appareil sous un nouvel identifiant.',
  },
  service_unknown: {
    sentence: 'L’appareil ne propose pas ce service et cette action.',
    cure: 'Consultez les services de l’appareil ; vérifiez le service et l’action.',
  },
  not_entitled: {
    sentence: 'Aucun abonnement du compte ne couvre cette action à ce moment.',
    cure: 'Commandez une offre qui donne droit à l’action, ou demandez un moment où elle est en vigueur.',
  },
  quota_spent: {
    sentence: 'Ce que comprend votre abonnement est utilisé, réservé ou remis aux appareils.',
    cure: 'Attendez le renouvellement, commandez-en davantage ou demandez à l’exploitant d’en accorder.',
  },
  owner_not_entitled: {
    sentence: 'Le titulaire de l’appareil n’a pas d’abonnement qui laisse d’autres y agir à ce moment.',
    cure: 'Le titulaire commande une offre qui ouvre l’appareil à ce service.',
  },
  consent_missing: {
    sentence: 'Le titulaire de l’appareil n’y a pas consenti pour ce compte à ce moment.',
    cure: 'Demandez son accord au titulaire ; il nomme le service, le compte et la durée.',
  },
  window_in_the_past: {
    sentence: 'La plage demandée est déjà terminée.',
    cure: 'Demandez une plage qui se termine dans le futur.',
  },
  window_too_long: {
    sentence: 'La plage est plus longue que ce que les appareils peuvent accepter.',
    cure: 'Demandez une plage plus courte.',
  },
  window_too_far: {
    sentence: 'La plage commence plus tard que le plus lointain permis possible.',
    cure: 'Redemandez plus près du moment.',
  },
  holder_key_required: {
    sentence: 'Cet appareil n’accepte que des permis liés à la clé d’un porteur.',
    cure: 'Joignez la clé publique de la personne ou de l’application qui sera devant l’appareil.',
  },
  price_not_fixed: {
    sentence: 'L’abonnement n’a pas de prix annonçable d’avance pour cette action.',
    cure: 'Fixez dans l’offre un prix à l’événement pour l’action.',
  },
  wallet_too_low: {
    sentence: 'Le portefeuille qui paie cette action ne contient pas assez pour elle.',
    cure: 'Approvisionnez le portefeuille, ou attendez que ce qui a été accordé soit utilisé ou échu.',
  },
  passcode_window: {
    sentence: 'La plage ne tient pas dans la vie d’un code : sa demi-heure et la suivante.',
    cure: 'Demandez une demi-heure au plus, ou une plage qui se termine plus tôt.',
  },
  keypad_missing: {
    sentence: 'L’appareil n’a pas de clavier pour cette action.',
    cure: 'Demandez un permis, ou une action que le clavier de l’appareil propose.',
  },
  passcode_key_missing: {
    sentence: 'L’appareil ne détient pas encore la clé de ses codes pour ce moment.',
    cure: 'Laissez l’appareil se connecter une fois, ou demandez un permis.',
  },
  passcodes_exhausted: {
    sentence: 'Tous les codes de cette demi-heure sont donnés pour cette action.',
    cure: 'Demandez une demi-heure plus tardive, ou un permis.',
  },
  malformed: {
    sentence: 'Le permis est illisible.',
    cure: 'Présentez les octets du permis exactement tels que le hub les a émis.',
  },
  unsupported_claim: {
    sentence: 'Le permis exige quelque chose que cet appareil ne comprend pas.',
    cure: 'Mettez à jour l’agent de l’appareil.',
  },
  unknown_key: {
    sentence: 'Le permis n’est signé par aucune clé qui le puisse pour cet appareil.',
    cure: 'Demandez un nouveau permis ; laissez l’appareil se connecter pour recevoir les clés.',
  },
  bad_signature: {
    sentence: 'La signature ne va pas avec le permis : il a été modifié ou abîmé.',
    cure: 'Présentez les octets du permis exactement tels que le hub les a émis.',
  },
  wrong_issuer: { sentence: 'Le permis vient d’un autre opérateur.', cure: 'Adressez-vous à l’opérateur de cet appareil.' },
  wrong_device: { sentence: 'Le permis est pour un autre appareil.', cure: 'Présentez-le à l’appareil qu’il nomme.' },
  unsupported_action: {
    sentence: 'L’appareil ne sait pas faire ce que le permis accorde.',
    cure: 'Demandez une action que l’appareil propose.',
  },
  permit_not_yet_valid: { sentence: 'La plage du permis n’a pas commencé.', cure: 'Revenez quand elle aura commencé.' },
  permit_expired: { sentence: 'La plage du permis est passée.', cure: 'Demandez une nouvelle autorisation.' },
  epoch_revoked: { sentence: 'Le permis est d’une époque révoquée.', cure: 'Demandez une nouvelle autorisation.' },
  revoked: {
    sentence: 'Le permis ou le code a été repris.',
    cure: 'Demandez pourquoi à qui l’avait demandé, ou demandez une nouvelle autorisation.',
  },
  device_restored: {
    sentence: 'L’appareil a perdu une part de sa mémoire depuis ce permis, qui a donc pu servir.',
    cure: 'Demandez une nouvelle autorisation ; pour un code, d’une demi-heure plus tardive.',
  },
  holder_proof_missing: {
    sentence: 'Le permis est lié à la clé d’un porteur, et rien ne prouve sa présence.',
    cure: 'Demandez un nonce à l’appareil, signez une présentation et envoyez les deux.',
  },
  holder_proof_invalid: {
    sentence: 'La présentation ne prouve pas que le porteur de ce permis est là.',
    cure: 'Signez appareil, action, nonce et empreinte du permis avec la clé que le permis nomme.',
  },
  nonce_unknown: {
    sentence: 'Le nonce n’est pas de cet appareil, a déjà servi, ou a plus de 30 secondes.',
    cure: 'Demandez un nouveau nonce et présentez de nouveau.',
  },
  delegation_not_allowed: {
    sentence: 'Le permis ne peut pas être transmis à quelqu’un d’autre.',
    cure: 'Faites venir son porteur, ou demandez une autorisation qui se transmet (`delegable`).',
  },
  link_invalid: {
    sentence: 'Le lien ne montre pas que le porteur de ce permis l’a transmis.',
    cure: 'Faites signer au porteur un lien pour ce permis même, avec la clé que le permis nomme.',
  },
  link_exceeds_permit: {
    sentence: 'Le lien accorde plus que le permis qu’il transmet.',
    cure: 'Faites signer au porteur un lien pour la même action, sans fenêtre plus large ni plus d’usages.',
  },
  link_not_yet_valid: { sentence: 'La fenêtre du lien n’a pas commencé.', cure: 'Revenez quand elle aura commencé.' },
  link_expired: { sentence: 'La fenêtre du lien est passée.', cure: 'Demandez un nouveau lien au porteur du permis.' },
  link_used_up: { sentence: 'Tous les usages du lien sont épuisés.', cure: 'Demandez un nouveau lien au porteur du permis.' },
  permit_used_up: { sentence: 'Tous les usages du permis sont épuisés.', cure: 'Demandez une nouvelle autorisation.' },
  command_of_other_session: {
    sentence: 'La commande est d’une session où l’appareil n’est plus.',
    cure: 'Demandez une nouvelle autorisation : une commande meurt avec la session pour laquelle elle a été signée.',
  },
  command_expired: { sentence: 'La commande est arrivée trop tard.', cure: 'Demandez une nouvelle autorisation.' },
  command_used: {
    sentence: 'La commande a déjà été exécutée.',
    cure: 'Demandez une nouvelle autorisation, s’il faut recommencer.',
  },
  passcode_unknown: {
    sentence: 'Aucun code valable maintenant ne se tape ainsi : il est faux, ou périmé.',
    cure: 'Retapez-le tel qu’il a été donné ; passé son temps, demandez une nouvelle autorisation.',
  },
  passcode_used: {
    sentence: 'Le code a déjà servi ; chacun n’ouvre qu’une fois.',
    cure: 'Demandez une nouvelle autorisation.',
  },
  passcodes_locked: {
    sentence: 'Vingt codes faux en 24 heures : le clavier n’en accepte plus.',
    cure: 'Présentez un permis, ou attendez que le premier ait 24 heures.',
  },
  time_not_synced: {
    sentence: 'L’appareil ignore l’heure depuis son démarrage et ne peut vérifier une plage.',
    cure: 'Laissez l’appareil se connecter une fois, ou montrez-lui avec le permis l’heure que le hub signe sur son nonce.',
  },
  busy: {
    sentence: 'Une autre action de ce service n’est pas terminée.',
    cure: 'Refermez ce qui a été ouvert, puis réessayez.',
  },
  not_ready: {
    sentence: 'L’appareil est dans un état où il ne doit pas agir, en mouvement par exemple.',
    cure: 'Mettez l’appareil en sûreté, puis réessayez.',
  },
  journal_full: {
    sentence: 'L’appareil ne peut plus noter ce qu’il fait, donc il ne fait rien.',
    cure: 'Laissez l’appareil se connecter, pour que le hub reprenne ce qu’il détient.',
  },
  lease_missing: {
    sentence: 'L’appareil n’a pas de bail : il ne peut rien faire pour son propre compte.',
    cure: 'Laissez l’appareil se connecter ; son compte a besoin d’un abonnement qui donne droit au service.',
  },
  lease_not_yet_valid: {
    sentence: 'Le bail n’a pas commencé.',
    cure: 'Laissez l’appareil se connecter, pour accorder son horloge et son bail.',
  },
  not_in_lease: {
    sentence: 'Le bail n’accorde pas cette action.',
    cure: 'Commandez une offre qui y donne droit sur cet appareil, et laissez-le se connecter.',
  },
  lease_expired: {
    sentence: 'Le bail est échu, et ce qui reste ensuite du service ne comprend pas cette action.',
    cure: 'Laissez l’appareil se connecter pour recevoir le prochain bail.',
  },
  standing_restricted: {
    sentence: 'La situation du compte est restreinte : seules restent les actions essentielles.',
    cure: 'Réglez ce qui est dû ; le prochain bail rétablit le reste.',
  },
  standing_suspended: {
    sentence: 'Le compte est suspendu.',
    cure: 'Réglez ce qui est dû ; le compte est rétabli aussitôt, sur un appareil avec son prochain bail.',
  },
  ceiling_reached: {
    sentence: 'Ce que l’abonnement comprend est épuisé : seules restent les actions essentielles.',
    cure: 'Attendez la prochaine période, ou commandez une offre plus large ; puis laissez l’appareil se connecter.',
  },
}

/** Why an action is refused, and what to do about it, in the reader's language. */
export const refusalWords: Readonly<Record<Language, Readonly<Record<RefusalCode, Refusal>>>> = { en: refusals, fr: french }
