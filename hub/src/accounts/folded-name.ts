/** How a name is looked up: without case and accents, and with single spaces, so that `Élodie  M` is found by `elodie m`. */
export function foldedName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/\s+/g, ' ')
}
