import { toBase64url } from '@octroi/shared/crypto/bytes'
import { keyId } from '@octroi/shared/crypto/key-id'
import type { AccountId, AuthorizationId } from '@octroi/shared/ids/id'
import { readSigned } from '@octroi/shared/wire/message'
import { type Permit, permitMessage } from '@octroi/shared/wire/messages/permit'
import type { Account } from '../accounts/account.ts'
import type { Device } from '../devices/device.ts'
import type { Environment } from '../environment.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Stores } from '../stores.ts'
import { handedOnDetail } from './access-event.ts'
import type { GrantedAuthorization } from './authorization.ts'
import { formOf } from './form-of.ts'
import { type BeganOpening, type Opening, openingOf } from './opening.ts'

/** An opening with what its reader wants to know: on which device, and who asked for it. */
export interface ListedOpening extends Opening {
  readonly device: Device | undefined
  readonly granted?: GrantedAuthorization
  readonly requester?: Account
  /** The id of the key that the permit was bound to: who stood at the device, unless that one handed it on. */
  readonly holder?: string
  readonly isHandedOn?: boolean
}

type Needs = Pick<Stores, 'authorizations' | 'devices' | 'accounts'>

/** Records after an opening that are looked at: what ends it comes soon, or it was not ended. */
const recordsAfterAtMost = 12

/** Every opening of an owner's devices, or of all, newest first: also those that nobody asked the hub for. */
export async function listOpenings(
  stores: Needs,
  { crypto }: Pick<Environment, 'crypto'>,
  { page, owner }: { readonly page: PageRequest; readonly owner: AccountId | undefined },
): Promise<Page<ListedOpening>> {
  const { items, ...rest } = await stores.authorizations.openings(page, owner)
  const granted = await stores.authorizations.getGranted([...new Set(items.flatMap(({ authorization }) => authorization ?? []))])
  const [devices, requesters] = [new Map<string, Device>(), new Map<string, Account>()]
  for (const id of new Set(items.map(({ device }) => device))) put(devices, await stores.devices.get(id))
  for (const id of new Set(granted.map(({ requester }) => requester))) put(requesters, await stores.accounts.get(id))
  const permits = new Map(granted.map((each) => [each.id, permitOf(each)]))
  const handedOn = await handedOnOf(stores, permits)
  const listed = (began: BeganOpening, opening: Opening): ListedOpening => {
    const authorization = granted.find(({ id }) => id === began.authorization)
    const requester = requesters.get(authorization?.requester ?? '')
    const permit = authorization && permits.get(authorization.id)
    const holder = permit?.holder
    const isHandedOn = handedOn.has(began.authorization)
    return {
      ...opening,
      ...(authorization === undefined || permit !== undefined ? {} : { way: formOf(authorization) }),
      device: devices.get(began.device),
      ...(authorization === undefined ? {} : { granted: authorization }),
      ...(requester === undefined ? {} : { requester }),
      ...(holder === undefined ? {} : { holder: toBase64url(keyId(crypto, holder)) }),
      ...(isHandedOn ? { isHandedOn } : {}),
    }
  }
  const openings: ListedOpening[] = []
  for (const began of items) {
    const after = await stores.authorizations.movementsAfter(began, recordsAfterAtMost)
    openings.push(listed(began, openingOf(began, after)))
  }
  return { items: openings, ...rest }
}

/** Those that their device told were shown with a link. */
async function handedOnOf(
  { authorizations }: Pick<Needs, 'authorizations'>,
  permits: ReadonlyMap<AuthorizationId, Permit | undefined>,
): Promise<ReadonlySet<AuthorizationId | undefined>> {
  const delegable = [...permits].flatMap(([id, permit]) => (permit?.delegations === undefined ? [] : [id]))
  const events = delegable.length === 0 ? [] : await authorizations.eventsOf(delegable)
  return new Set(events.filter(({ detail }) => detail === handedOnDetail).map(({ authorization }) => authorization))
}

/** None of what was granted in another form. */
function permitOf({ permit }: GrantedAuthorization): Permit | undefined {
  const read = readSigned(permitMessage, permit)
  return read.ok ? read.value.claimed : undefined
}

function put<T extends { readonly id: string }>(known: Map<string, T>, found: T | undefined): void {
  if (found !== undefined) known.set(found.id, found)
}
