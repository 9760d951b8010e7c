import type { Verdict } from '@octroi/hub/proof/verdict'

/** Something that was sent to the hub and is not to be believed. */
export interface Lie {
  /** SHA-256 of its bytes. */
  readonly bytesHash: Uint8Array
  /** What the hub must call it. */
  readonly verdict: Verdict
}

/** What those who mean ill did, which only the world knows. */
export class Misdeeds {
  readonly lies: Lie[] = []
  /** What somebody was let do who should have been refused. */
  readonly intrusions: string[] = []
  /** Devices, by their name in the world, whose disk changed what it kept. */
  readonly damaged = new Set<string>()
}
