/**
 * The engine cannot write now, for example because its disk is full or it is out of reach. Nothing of the transaction was
 * done; where a server was lost during its commit it may have been, so whoever repeats it does so under the same key.
 */
export class StorageUnavailable extends Error {
  constructor(cause: unknown) {
    super('the storage does not answer or cannot write', { cause })
    this.name = 'StorageUnavailable'
  }
}
