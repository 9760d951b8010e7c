/** The engine cannot write now, for example because its disk is full. Nothing of the transaction was done. */
export class StorageUnavailable extends Error {
  constructor(cause: unknown) {
    super('the storage cannot write', { cause })
    this.name = 'StorageUnavailable'
  }
}
