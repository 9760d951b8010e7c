/** Text as a search by its beginning compares it: without case, accents, or spaces around it. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** Sorts above everything that begins with the same text. */
export function afterAllBeginning(prefix: string): string {
  return `${prefix}\u{10ffff}`
}
