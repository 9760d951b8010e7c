/**
 * Follows the fixed headers of an MQTT 3.1.1 stream (section 2.2) and tells, from the header alone, when a packet is
 * longer than allowed. The broker itself would first buffer the whole of it.
 */
export class PacketMeter {
  /** May be raised between packets. */
  maxBytes: number
  /** Bytes of the current packet's body still to come. */
  private body = 0
  /** Bytes of the current packet's header seen so far: 0 is "between packets". */
  private header = 0
  private remainingLength = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** False once the stream announced a packet that is too long, or a length that MQTT does not have. */
  accept(chunk: Uint8Array): boolean {
    let offset = 0
    while (offset < chunk.length) {
      if (this.body > 0) {
        const skipped = Math.min(this.body, chunk.length - offset)
        this.body -= skipped
        offset += skipped
      } else if (!this.readHeaderByte(chunk[offset++] ?? 0)) {
        return false
      }
    }
    return true
  }

  private readHeaderByte(byte: number): boolean {
    if (this.header === 0) {
      this.header = 1
      this.remainingLength = 0
      return true
    }
    this.remainingLength += (byte & 0x7f) * 128 ** (this.header - 1)
    const hasMore = (byte & 0x80) !== 0
    if (hasMore && this.header === 4) return false
    this.header = hasMore ? this.header + 1 : 0
    if (!hasMore) this.body = this.remainingLength
    return this.remainingLength <= this.maxBytes
  }
}
