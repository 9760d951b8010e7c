import { translated } from '../../http/pages/translated.ts'

export const deviceActWords = translated({
  acts: { en: 'What you may do', fr: 'Ce que vous pouvez faire' },
  suspend: { en: 'Suspend', fr: 'Suspendre' },
  suspendHint: {
    en: 'Its connection ends and nothing is granted on it. Out of reach it goes by the permits and the lease it has until they end. You can let it come back.',
    fr: 'Sa connexion prend fin et rien n’y est plus accordé. Hors de portée, il suit ses permis et son bail jusqu’à leur terme. Vous pourrez le laisser revenir.',
  },
  reason: { en: 'Reason', fr: 'Motif' },
  reasonWrong: { en: 'Say why: it stands in the audit log.', fr: 'Dites pourquoi : cela figure au journal d’audit.' },
  resume: { en: 'Let it come back', fr: 'Le laisser revenir' },
  resumeHint: { en: 'It opens a session again by itself.', fr: 'Il rouvre une session de lui-même.' },
  rotate: { en: 'Replace the passcode key', fr: 'Remplacer la clé des codes' },
  rotateHint: {
    en: 'The device gets the next key with its next session. Codes that may still be used stay good.',
    fr: 'L’appareil reçoit la clé suivante à sa prochaine session. Les codes encore utilisables restent valables.',
  },
  claim: { en: 'New claim code', fr: 'Nouveau code d’appairage' },
  claimHint: {
    en: 'The code given before is void from then on.',
    fr: 'Le code donné auparavant devient caduc.',
  },
  closeGaps: { en: 'Give up what is missing', fr: 'Renoncer à ce qui manque' },
  closeGapsHint: {
    en: 'Everything missing up to that record is noted as lost, and the journal goes on after it. Should it come all the same, it is taken in.',
    fr: 'Tout ce qui manque jusqu’à cet enregistrement est noté comme perdu et le journal continue après. S’il arrive malgré tout, il sera pris en compte.',
  },
  closeThrough: { en: 'Through record', fr: 'Jusqu’à l’enregistrement' },
  transfer: { en: 'Give it to another account', fr: 'Le céder à un autre compte' },
  transferHint: {
    en: 'From now on it is the other account’s. What it did before stays the former owner’s, also where it tells of it later. Consents on it end, and permits that nobody used are taken back.',
    fr: 'Dès maintenant il appartient à l’autre compte. Ce qu’il a fait avant reste à l’ancien propriétaire, même s’il le dit plus tard. Les accords qui le nomment prennent fin et les permis non utilisés sont repris.',
  },
  newOwner: { en: 'Account that owns it from now on', fr: 'Compte qui le possède désormais' },
  newOwnerWrong: {
    en: 'There is no such account, or it owns the device already.',
    fr: 'Ce compte n’existe pas, ou possède déjà l’appareil.',
  },
  boundSubscriptions: { en: 'Subscriptions that name it', fr: 'Abonnements qui le nomment' },
  theyEnd: { en: 'end', fr: 'prennent fin' },
  theyMove: {
    en: 'go on for the new owner, where it has the same zone',
    fr: 'continuent pour le nouveau, s’il a le même fuseau',
  },
  done: {
    en: {
      transferred: 'The device is the other account’s.',
      suspended: 'The device is suspended.',
      resumed: 'The device may come back.',
      rotated: 'The next key goes with its next session.',
      closed: 'What was missing is given up.',
    },
    fr: {
      transferred: 'L’appareil est à l’autre compte.',
      suspended: 'L’appareil est suspendu.',
      resumed: 'L’appareil peut revenir.',
      rotated: 'La clé suivante part avec sa prochaine session.',
      closed: 'Il est renoncé à ce qui manquait.',
    },
  },
  refused: { en: 'Nothing was done.', fr: 'Rien n’a été fait.' },
  refusals: {
    en: {
      device_not_enrolled: 'It has not enrolled yet.',
      device_enrolled: 'It has enrolled meanwhile.',
      keypad_missing: 'It has not connected with a keypad.',
      gap_not_found: 'No hole ends with that record.',
      gap_may_close: 'What is missing may still be on its way. Wait a minute.',
      already_released: 'It was released before, and its records count.',
      already_dismissed: 'It was dismissed before, and stays evidence.',
      already_counted: 'Its records were counted as they came, before it was found out.',
      not_releasable: 'What this says cannot be taken in; it can be dismissed.',
      device_frozen: 'The device contradicted itself: nothing of it is billed any more.',
      charge_taken: 'At the very same moment and number another opening was charged. It can be dismissed.',
      too_many_holes: 'It covers more holes of its meter than are looked at together.',
      already_used: 'It was used before.',
      window_over: 'Its window is over; it opens nothing any more.',
    },
    fr: {
      device_not_enrolled: 'Il ne s’est pas encore inscrit.',
      device_enrolled: 'Il s’est inscrit entre-temps.',
      keypad_missing: 'Il ne s’est pas connecté avec un clavier.',
      gap_not_found: 'Aucune lacune ne finit à cet enregistrement.',
      gap_may_close: 'Ce qui manque est peut-être en route. Patientez une minute.',
      already_released: 'Déjà pris en compte.',
      already_dismissed: 'Déjà écarté : cela reste une preuve.',
      already_counted: 'Ses enregistrements ont été comptés à leur arrivée, avant la découverte.',
      not_releasable: 'Ce contenu ne peut être pris en compte ; il peut être écarté.',
      device_frozen: 'L’appareil s’est contredit : plus rien de lui n’est facturé.',
      charge_taken: 'Au même instant et sous le même numéro, une autre ouverture a été facturée. On peut l’écarter.',
      too_many_holes: 'Il couvre plus de lacunes du compteur qu’on n’en examine ensemble.',
      already_used: 'Elle a déjà servi.',
      window_over: 'Sa fenêtre est passée ; elle n’ouvre plus rien.',
    },
  },
})

/** Why an act was refused, for whoever reads. */
export function refusalSaid(language: 'en' | 'fr', code: string): string {
  const { refused, refusals } = deviceActWords[language]
  const known = Object.entries(refusals).find(([name]) => name === code)?.[1]
  return known === undefined ? refused : `${refused} ${known}`
}
