import type { Formats } from '../../http/pages/formats.ts'
import type { Language } from '../../http/pages/translated.ts'
import type { FrameWords } from './frame-words.ts'

/** What every page of the console needs to be written for its reader, signed in or not. */
export interface PlainView {
  readonly language: Language
  /** The words of the frame; each page brings its own beside it. */
  readonly words: FrameWords
  /** Where the reader is, with its query, for the link to the other language. */
  readonly path: string
}

/** Somebody who signed in. */
export interface ConsoleView extends PlainView {
  /** The name of the tenant, which is whose console it is. */
  readonly tenantName: string
  /** Who reads, as the console shows it. */
  readonly person: string
  /** False for those who only look: pages then leave out what changes something, and the hub refuses it. */
  readonly mayChange: boolean
  /** Figures and times in the reader's language and the tenant's zone. */
  readonly formats: Formats
  readonly zone: string
  /** What a form carries, so that no other site can send it. */
  readonly formToken: string
}
