/**
 * Why something a device sent was set apart. Distinct and shown, because each calls for something else: a forged batch
 * is noise, a fork freezes billing, a restored disk concerns only the overlap.
 */
export type Verdict =
  | 'malformed'
  | 'unsupported_claim'
  | 'unknown_key'
  | 'bad_signature'
  /** Signed for another device than the one whose topic it came on. */
  | 'wrong_device'
  /** The records do not hash to the root that was signed, or are not as many. */
  | 'wrong_root'
  /** Same boot and sequence numbers, other content: one key, two stories. */
  | 'fork'
  /** Same sequence numbers from another boot: a disk came back from a copy. */
  | 'restored'
  /** Records that the device said it lost with its disk: the hole is closed. */
  | 'gap'
  /** A reading inside a good batch that tells of time which was told before. */
  | 'repeated'
  /** A record inside a good batch that tells of a time which has not come: its clock cannot be believed. */
  | 'clock_suspect'
  /** A record inside a good batch that this hub cannot read. */
  | 'unreadable_record'
