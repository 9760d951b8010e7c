/**
 * Random numbers that a seed decides: sfc32, by Chris Doty-Humphrey (PractRand). Each part of the world draws from a
 * stream of its own, so that leaving one part out changes nothing for the others.
 */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(seed: string) {
    ;[this.a, this.b, this.c] = hashed(seed)
    for (let round = 0; round < 12; round++) this.next()
  }

  /** An integer of 32 bits. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return sum >>> 0
  }

  /** From 0 up to, and without, the bound. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound)
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  chance(probability: number): boolean {
    return this.next() / 2 ** 32 < probability
  }

  /** One of them; they must not be empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('there is nothing to pick from')
    return picked
  }

  readonly bytes = (length: number): Uint8Array => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at++) bytes[at] = this.next() & 0xff
    return bytes
  }
}

/** FNV-1a over the text, once for each word of the state. */
function hashed(text: string): [number, number, number] {
  return [0x811c9dc5, 0x01000193, 0x9e3779b9].map((start) => {
    let hash = start
    for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    return hash | 0
  }) as [number, number, number]
}
