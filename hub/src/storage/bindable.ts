/** Whether text has no half of a surrogate pair, which UTF-8 cannot hold and a driver would replace without a word. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** A value as a driver takes it, or a refusal of what it would quietly corrupt: those are our own mistakes. */
export function bindable(value: unknown): unknown {
  if (typeof value === 'bigint') throw new TypeError('bind a bigint as decimal text')
  if (typeof value === 'string' && !isWellFormed(value)) throw new TypeError('text with half a surrogate pair')
  if (value === undefined) throw new TypeError('bind null, not undefined')
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`)
  return value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value
}
