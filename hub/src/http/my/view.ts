import type { Account } from '../../accounts/account.ts'
import type { Formats } from '../pages/formats.ts'
import type { Language } from '../pages/translated.ts'
import type { Words } from './words.ts'

/** What every page needs to be written for its reader. */
export interface View {
  readonly language: Language
  readonly words: Words
  /** Where the reader is, for the link to the other language. */
  readonly path: string
}

/** A reader who signed in. */
export interface OwnView extends View {
  readonly account: Account
  /** The operator, as the reader knows it. */
  readonly operator: string
  readonly formats: Formats
  /** What a form carries, so that no other site can send it. */
  readonly formToken: string
}
