declare const normal: unique symbol
/** An email address as it is compared and kept: NFKC, lower case, without spaces around it. */
export type Email = string & { readonly [normal]: true }

/** RFC 5321, 4.5.3.1: a path has 256 bytes, of which two are brackets. */
const emailLengthAtMost = 254

/** One `@` with a dotted name behind it. Whether mail arrives there is nothing the hub needs to know. */
const pattern = /^[^\s@<>()[\],;:\\"]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u

export function readEmail(text: string): Email | undefined {
  const email = text.normalize('NFKC').trim().toLowerCase()
  const isFit = email.length <= emailLengthAtMost && pattern.test(email) && !/[\p{Control}\p{Surrogate}]/u.test(email)
  return isFit ? (email as Email) : undefined
}
