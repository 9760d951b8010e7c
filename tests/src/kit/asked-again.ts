import { StorageUnavailable } from '@octroi/hub/storage-unavailable'

const timesAtMost = 5

/** As who asks over HTTP is told to: again, where a busy machine had no connection left. Nothing was done then. */
export async function askedAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof StorageUnavailable) || time >= timesAtMost) throw error
    }
  }
}
