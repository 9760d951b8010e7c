import { answeredOnce } from './answered-once.ts'
import { billedIsSigned } from './billed-is-signed.ts'
import { booksBalance } from './books-balance.ts'
import { boughtWorks } from './bought-works.ts'
import { chainIsWhole } from './chain-is-whole.ts'
import { confirmedIsSecured } from './confirmed-is-secured.ts'
import { consentCounts } from './consent-counts.ts'
import { deliveredHasArrived } from './delivered-has-arrived.ts'
import { grantedIsKept } from './granted-is-kept.ts'
import { honestAreUntouched } from './honest-are-untouched.ts'
import { inItsWindow } from './in-its-window.ts'
import { inSync } from './in-sync.ts'
import { intrudersAreRefused } from './intruders-are-refused.ts'
import type { Invariant } from './invariant.ts'
import { leasesEnd } from './leases-end.ts'
import { liesAreNamed } from './lies-are-named.ts'
import { noDefect } from './no-defect.ts'
import { noStaleUnlock } from './no-stale-unlock.ts'
import { nothingDoubled } from './nothing-doubled.ts'
import { nothingLost } from './nothing-lost.ts'
import { oneUse } from './one-use.ts'
import { openedIsPermitted } from './opened-is-permitted.ts'
import { outcomesAreTold } from './outcomes-are-told.ts'
import { quotasHold } from './quotas-hold.ts'
import { revokedIsProven } from './revoked-is-proven.ts'
import { sharesAreWhole } from './shares-are-whole.ts'
import { stolenKeysEnd } from './stolen-keys-end.ts'
import { versionsRise } from './versions-rise.ts'
import { walletIsWhole } from './wallet-is-whole.ts'

export const invariants: readonly Invariant[] = [
  noDefect,
  inSync,
  nothingLost,
  nothingDoubled,
  chainIsWhole,
  openedIsPermitted,
  inItsWindow,
  versionsRise,
  noStaleUnlock,
  leasesEnd,
  boughtWorks,
  revokedIsProven,
  consentCounts,
  grantedIsKept,
  quotasHold,
  walletIsWhole,
  oneUse,
  confirmedIsSecured,
  outcomesAreTold,
  deliveredHasArrived,
  billedIsSigned,
  booksBalance,
  sharesAreWhole,
  answeredOnce,
  liesAreNamed,
  honestAreUntouched,
  intrudersAreRefused,
  stolenKeysEnd,
]
