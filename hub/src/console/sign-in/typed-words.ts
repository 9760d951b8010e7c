import type { Failure } from '@octroi/shared/errors/failure'
import { translated } from '../../http/pages/translated.ts'

/** What is wrong with a field that names somebody or holds a password, by the code of the fault. */
export const typedWords = translated({
  passwordHint: {
    en: 'At least 12 characters; a few words that nobody would guess are best.',
    fr: 'Au moins 12 caractères ; quelques mots que personne ne devinerait conviennent le mieux.',
  },
  faults: {
    en: {
      'email invalid_format': 'This is not an email address.',
      'email taken': 'Somebody has this address already.',
      'name invalid_format': 'Give a name of up to 200 characters.',
      'role unknown_value': 'Choose one of the roles.',
      'password too_short': 'Too short: give at least 12 characters.',
      'password too_long': 'Too long: at most 256 bytes.',
      'password too_simple': 'This is among the first that anybody would try. Choose another.',
      'password required': 'Give a password.',
      'current wrong_password': 'This is not your password.',
      'code wrong_code': 'This is not what your authenticator shows now. Look at its clock, and type the next code.',
    },
    fr: {
      'email invalid_format': 'Ce n’est pas une adresse e-mail.',
      'email taken': 'Quelqu’un a déjà cette adresse.',
      'name invalid_format': 'Indiquez un nom de 200 caractères au plus.',
      'role unknown_value': 'Choisissez l’un des rôles.',
      'password too_short': 'Trop court : 12 caractères au moins.',
      'password too_long': 'Trop long : 256 octets au plus.',
      'password too_simple': 'C’est l’un des premiers que l’on essaierait. Choisissez-en un autre.',
      'password required': 'Indiquez un mot de passe.',
      'current wrong_password': 'Ce n’est pas votre mot de passe.',
      'code wrong_code': 'Ce n’est pas ce qu’affiche votre application. Vérifiez son horloge et saisissez le code suivant.',
    },
  },
})

type TypedWords = (typeof typedWords)['en']

/** What is wrong with each field, in the reader's words. */
export type FieldFaults = Readonly<Record<string, string>>

export function fieldFaults({ faults: told }: TypedWords, { code, faults = [] }: Failure): FieldFaults {
  const found = code === 'email_taken' ? [{ path: 'email', code: 'taken' }] : faults
  const words: Readonly<Record<string, string>> = told
  return Object.fromEntries(
    found.flatMap((each) =>
      words[`${each.path} ${each.code}`] === undefined ? [] : [[each.path, words[`${each.path} ${each.code}`] ?? '']],
    ),
  )
}
