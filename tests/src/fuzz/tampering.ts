import { bytesToHex } from '@noble/hashes/utils.js'
import { Random } from '@octroi/simulators/world/random'
import { alterations } from './altered-bytes.ts'
import { forgeries } from './forgeries.ts'
import { accepted, type Kind, kinds, type Sound } from './sound-messages.ts'

/** What was accepted though nobody entitled to it signed it, or made its reader throw. */
export interface Finding {
  /** Which of all it was: the same seed makes it again. */
  readonly index: number
  readonly kind: string
  readonly tampering: string
  readonly verdict: string
  readonly hex: string
}

export interface Tampered {
  readonly tried: number
  /** By kind of message and what was done to it. */
  readonly byTampering: ReadonlyMap<string, number>
  /** By kind of message and what became of it. */
  readonly byVerdict: ReadonlyMap<string, number>
  readonly findings: readonly Finding[]
}

const samplesOfAKind = 64
const findingsAtMost = 10

interface Samples extends Kind {
  readonly samples: readonly Sound[]
  readonly soundHex: ReadonlySet<string>
}

/** Tampers so often with permits, batches and receipts that are accepted as they are, as the seed says. */
export function tamper(seed: string, runs: number): Tampered {
  const known = kinds.map((kind) => withSamples(kind, seed))
  const [byTampering, byVerdict] = [new Map<string, number>(), new Map<string, number>()]
  const findings: Finding[] = []
  let tried = 0
  for (let index = 0; tried < runs && findings.length < findingsAtMost; index++) {
    const random = new Random(`${seed} ${index}`)
    const kind = random.pick(known)
    const sound = random.pick(kind.samples)
    const { how, bytes } = tampered(kind, sound, random)
    // What came out as it was, or as another one that is sound, proves nothing.
    const hex = bytesToHex(bytes)
    if (kind.soundHex.has(hex)) continue
    tried++
    const verdict = verdictOf(sound, bytes)
    count(byTampering, `${kind.name}: ${how}`)
    count(byVerdict, `${kind.name}: ${verdict}`)
    if (verdict === accepted || verdict.startsWith(threw)) {
      findings.push({ index, kind: kind.name, tampering: how, verdict, hex })
    }
  }
  return { tried, byTampering, byVerdict, findings }
}

function withSamples(kind: Kind, seed: string): Samples {
  const random = new Random(`${seed} ${kind.name}`)
  const samples = Array.from({ length: samplesOfAKind }, () => kind.sound(random))
  for (const { bytes, verdict } of samples) {
    if (verdict(bytes) !== accepted) throw new Error(`a sound ${kind.name} is accepted, not ${verdict(bytes)}`)
  }
  return { ...kind, samples, soundHex: new Set(samples.map(({ bytes }) => bytesToHex(bytes))) }
}

function tampered(kind: Samples, sound: Sound, random: Random): { readonly how: string; readonly bytes: Uint8Array } {
  const other = random.pick(kind.samples)
  const [alter, forge] = [random.pick(Object.entries(alterations)), random.pick(Object.entries(forgeries))]
  return random.chance(0.5)
    ? { how: alter[0], bytes: alter[1](sound.bytes, random, other.bytes) }
    : { how: forge[0], bytes: forge[1](kind, sound, random, other) }
}

const threw = 'threw: '

function verdictOf({ verdict }: Sound, bytes: Uint8Array): string {
  try {
    return verdict(bytes)
  } catch (error) {
    return `${threw}${error instanceof Error ? error.message : String(error)}`
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
