import { type Fault, fault } from '@octroi/shared/errors/fault'
import type { Email } from './email.ts'

/** NIST SP 800-63B, 3.1.1.2 asks for length and nothing else: rules on kinds of characters make passwords worse. */
const passwordCharactersAtLeast = 12
export const passwordBytesAtMost = 256

/** The same characters make the same password, whichever keyboard typed them. */
export function normalPassword(text: string): string {
  return text.normalize('NFKC')
}

/** Why nobody may have this password, each reason a fault of the field. */
export function passwordFaults(text: string, { email }: { readonly email: Email | undefined }, path = 'password'): Fault[] {
  const password = normalPassword(text)
  const isShort = Array.from(password).length < passwordCharactersAtLeast
  const isLong = new TextEncoder().encode(password).length > passwordBytesAtMost
  return [
    ...(isShort ? [fault(path, 'too_short', `must have at least ${passwordCharactersAtLeast} characters`)] : []),
    ...(isLong ? [fault(path, 'too_long', `must have at most ${passwordBytesAtMost} bytes`)] : []),
    ...(!isShort && isFirstGuess(password, email)
      ? [fault(path, 'too_simple', 'is among the first that anybody would try')]
      : []),
  ]
}

/** What every list of guesses begins with, and what is made of the address. */
function isFirstGuess(password: string, email: Email | undefined): boolean {
  const plain = password.toLowerCase()
  const [name = '', domain = ''] = email?.split('@') ?? []
  const own = [email ?? '', name, domain.split('.')[0] ?? ''].filter((word) => word !== '')
  return own.some((word) => isMadeOf(plain, word)) || firstWords.some((word) => isMadeOf(plain, word)) || isRun(plain)
}

const firstWords = ['password', 'passphrase', 'motdepasse', 'octroi', 'administrator', 'admin', 'operator', 'letmein', 'welcome']

/** The word, again and again, and digits or signs around it: nothing else. */
function isMadeOf(password: string, word: string): boolean {
  return password.includes(word) && /^[\d\p{P}\p{S}\s]*$/u.test(password.replaceAll(word, ''))
}

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', 'azertyuiopqsdfghjklmwxcvbn']

/** One short piece again and again, or keys that lie side by side, there or back. */
function isRun(password: string): boolean {
  if (/^(.{1,4})\1+.{0,3}$/su.test(password)) return true
  const back = Array.from(password).toReversed().join('')
  return rows.some((row) => row.includes(password) || row.includes(back))
}
