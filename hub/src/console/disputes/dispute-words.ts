import { translated } from '../../http/pages/translated.ts'

export const disputeWords = translated({
  title: { en: 'Disputes', fr: 'Contestations' },
  intro: {
    en: 'What accounts say against lines of their bills. An answer is final and changes no amount: a correction comes as a credit.',
    fr: 'Ce que les comptes contestent sur leurs factures. Une réponse est définitive et ne change aucun montant : une correction vient sous forme d’avoir.',
  },
  state: { en: 'State', fr: 'État' },
  anyState: { en: 'Any', fr: 'Tous' },
  states: {
    en: { open: 'waits for an answer', upheld: 'upheld', rejected: 'rejected', withdrawn: 'withdrawn' },
    fr: { open: 'attend une réponse', upheld: 'admise', rejected: 'rejetée', withdrawn: 'retirée' },
  },
  account: { en: 'Account', fr: 'Compte' },
  period: { en: 'Period', fr: 'Période' },
  line: { en: 'Line', fr: 'Ligne' },
  reason: { en: 'What it says', fr: 'Ce qu’il dit' },
  opened: { en: 'Opened', fr: 'Ouverte le' },
  ended: { en: 'Ended', fr: 'Close le' },
  answerGiven: { en: 'Answer', fr: 'Réponse' },
  none: {
    en: 'No dispute waits for an answer. An account holder opens one on a line of a bill; it then stands here.',
    fr: 'Aucune contestation n’attend de réponse. Un titulaire en ouvre une sur une ligne de facture ; elle figure alors ici.',
  },
  noneSuch: { en: 'No dispute is like this.', fr: 'Aucune contestation ne correspond.' },
  dispute: { en: 'Dispute', fr: 'Contestation' },
  answer: { en: 'Answer it', fr: 'Y répondre' },
  answerHint: {
    en: 'The account reads this. An answer cannot be taken back.',
    fr: 'Le compte lira ceci. Une réponse ne peut pas être reprise.',
  },
  verdict: { en: 'Verdict', fr: 'Décision' },
  verdicts: {
    en: { upheld: 'Uphold: the account is right', rejected: 'Reject: the line stands' },
    fr: { upheld: 'Admettre : le compte a raison', rejected: 'Rejeter : la ligne est juste' },
  },
  text: { en: 'Why', fr: 'Pourquoi' },
  textWrong: { en: 'Say why, in at most 1000 characters.', fr: 'Dites pourquoi, en 1000 caractères au plus.' },
  send: { en: 'Answer for good', fr: 'Répondre définitivement' },
  done: { en: 'The dispute is answered.', fr: 'La réponse est donnée.' },
  endedAlready: { en: 'This dispute has ended already.', fr: 'Cette contestation est déjà close.' },
})
