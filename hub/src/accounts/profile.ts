import type { ContactRole, TaxKind } from '@octroi/shared/api/vocabulary'
import type { AccountId } from '@octroi/shared/ids/id'

/**
 * Who an account is, beside what every rule and signed fact needs of it: kept apart, so that a person can be taken away and the
 * account stays.
 */
export interface Profile {
  /** Rises with every change of the account's facts, so that two editors do not overwrite one another. */
  readonly version: number
  /** The account above it in the tree. */
  readonly parent?: AccountId
  readonly language?: string
  readonly legalName?: string
  readonly address?: Address
  readonly tax?: TaxIdentity
  readonly contacts: readonly Contact[]
  /** What other systems call the account, by system. */
  readonly externalIds: Named
  /** What rules look at. */
  readonly attributes: Named
}

export type Named = Readonly<Record<string, string>>

export interface Address {
  readonly lines: readonly string[]
  readonly postalCode?: string | undefined
  readonly city?: string | undefined
  readonly region?: string | undefined
  readonly country: string
}

export interface TaxIdentity {
  readonly kind: TaxKind
  readonly country: string
  readonly vatNumber?: string | undefined
}

export interface Contact {
  readonly role: ContactRole
  readonly name: string
  readonly email?: string | undefined
  readonly phone?: string | undefined
}

/** Of an account of which nothing more was written. */
export const noProfile: Profile = { version: 1, contacts: [], externalIds: {}, attributes: {} }

/** Where it pays tax, or else where it is. */
export function countryOf({ tax, address }: Pick<Profile, 'tax' | 'address'>): string | undefined {
  return tax?.country ?? address?.country
}
