/** As many as a device sends before it waits for a receipt. */
const batchesOfOneAtMost = 8
/** Of all devices together: many come back at once when a network does. */
const bytesAtMost = 64 * 1024 * 1024

/**
 * Backlog that has come and waits for its turn. While there is room for it, what its device sends next is read on: what
 * just happened is not to wait behind what happened long ago.
 */
export class BacklogRoom {
  private readonly batchesOf = new Map<string, number>()
  private bytes = 0

  /** Resolves when the device's next packet may be read: now, where there is room, or once this batch was taken in. */
  async enter(device: string, bytes: number, taken: Promise<void>): Promise<void> {
    const batches = this.batchesOf.get(device) ?? 0
    if (batches >= batchesOfOneAtMost || this.bytes + bytes > bytesAtMost) return taken
    this.batchesOf.set(device, batches + 1)
    this.bytes += bytes
    const leave = (): void => this.leave(device, bytes)
    void taken.then(leave, leave)
  }

  private leave(device: string, bytes: number): void {
    const left = (this.batchesOf.get(device) ?? 0) - 1
    if (left > 0) this.batchesOf.set(device, left)
    else this.batchesOf.delete(device)
    this.bytes -= bytes
  }
}
