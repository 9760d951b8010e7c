export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** Whose figures and times each language writes. */
export const locales: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' }

type Table = Readonly<Record<string, { readonly en: unknown; readonly fr: unknown }>>

/** Words of one language; functions and lists keep the shape that English gives them. */
export type Words<T extends Table> = { readonly [K in keyof T]: Loose<T[K]['en']> }
type Loose<T> = T extends string
  ? string
  : T extends (...given: infer A) => string
    ? (...given: A) => string
    : { readonly [K in keyof T]: Loose<T[K]> }

/** What pages say, in every language they speak. A word that is missing in one does not compile. */
export function translated<const T extends Table>(table: T): Readonly<Record<Language, Words<T>>> {
  const wordsIn = (language: Language): Words<T> =>
    Object.fromEntries(Object.entries(table).map(([key, word]) => [key, word[language]])) as Words<T>
  return { en: wordsIn('en'), fr: wordsIn('fr') }
}
