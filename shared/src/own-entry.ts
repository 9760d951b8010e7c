/**
 * The record's own entry under a name that came from outside. Plain indexing would also find what every object inherits,
 * such as `constructor`.
 */
export function ownEntry<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
