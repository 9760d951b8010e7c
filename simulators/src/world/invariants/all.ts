import { answeredOnce } from './answered-once.ts'
import { billedIsSigned } from './billed-is-signed.ts'
import { booksBalance } from './books-balance.ts'
import { confirmedIsSecured } from './confirmed-is-secured.ts'
import { honestAreUntouched } from './honest-are-untouched.ts'
import { inSync } from './in-sync.ts'
import { intrudersAreRefused } from './intruders-are-refused.ts'
import type { Invariant } from './invariant.ts'
import { liesAreNamed } from './lies-are-named.ts'
import { noDefect } from './no-defect.ts'
import { nothingDoubled } from './nothing-doubled.ts'
import { nothingLost } from './nothing-lost.ts'
import { oneUse } from './one-use.ts'
import { openedIsPermitted } from './opened-is-permitted.ts'
import { outcomesAreTold } from './outcomes-are-told.ts'
import { sharesAreWhole } from './shares-are-whole.ts'

export const invariants: readonly Invariant[] = [
  noDefect,
  inSync,
  nothingLost,
  nothingDoubled,
  openedIsPermitted,
  oneUse,
  confirmedIsSecured,
  outcomesAreTold,
  billedIsSigned,
  booksBalance,
  sharesAreWhole,
  answeredOnce,
  liesAreNamed,
  honestAreUntouched,
  intrudersAreRefused,
]
