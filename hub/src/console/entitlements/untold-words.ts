import { untoldSentences } from '../../authorizations/untold.ts'

/** What cannot be told of the past, in the reader's language. */
export const untoldWords = {
  en: untoldSentences,
  fr: {
    policy: 'La durée et l’avance permises des plages sont celles que l’exploitant fixe maintenant.',
    services: 'Ce que l’appareil propose est pris tel qu’il est maintenant.',
    frozen: 'La date du gel de l’appareil n’est pas conservée : il est tenu pour gelé alors aussi.',
    quota:
      'Ce qui était réservé et remis aux appareils est pris tel qu’il est maintenant ; l’usage compte quand il a eu lieu, même annoncé plus tard.',
    holder: 'On suppose que la personne présente avait une clé.',
  },
} as const satisfies Readonly<Record<string, typeof untoldSentences>>
