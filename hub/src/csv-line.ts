/** A line of a CSV file (RFC 4180). What a spreadsheet would run as a formula gets a quote before it. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`
}

const startsFormula = /^[=+\-@\t\r]/
const isNumber = /^-?\d+(?:\.\d+)?$/

function csvField(text: string): string {
  const safe = startsFormula.test(text) && !isNumber.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
