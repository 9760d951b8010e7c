/** Rows that one statement inserts: with up to 20 columns well below what an engine binds at once (SQLite 32,766). */
const rowsAtOnce = 1000

/** Rows in parts that one statement can bind; none for none. */
export function* inParts<R>(rows: readonly R[]): Generator<R[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce)
}
