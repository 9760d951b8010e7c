import { equalBytes, toBase64url } from '@octroi/shared/crypto/bytes'
import type { Crypto } from '@octroi/shared/crypto/crypto'
import { keyId } from '@octroi/shared/crypto/key-id'
import { openKeyset } from '@octroi/shared/decisions/keyset'
import { lifeOf } from '@octroi/shared/decisions/passcode-slot'
import { invariant } from '@octroi/shared/errors/invariant'
import { readSigned, type UnverifiedMessage, verifySigned } from '@octroi/shared/wire/message'
import { type Command, commandMessage } from '@octroi/shared/wire/messages/command'
import { type Passcode, passcodeMessage } from '@octroi/shared/wire/messages/passcode'
import { type Permit, permitMessage } from '@octroi/shared/wire/messages/permit'
import type { GrantedAuthorization } from '../../authorizations/authorization.ts'
import { formOf } from '../../authorizations/form-of.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { DataTable } from '../frame/listing.tsx'
import { Facts, Mark } from '../frame/page.tsx'
import { permitWords } from './permit-words.ts'

type Meaning = keyof (typeof permitWords)['en']['meanings']

interface Claim {
  readonly name: Meaning
  readonly value: string
}

interface Props {
  readonly view: ConsoleView
  readonly crypto: Crypto
  readonly tenant: Tenant
  readonly authorization: GrantedAuthorization
}

/** Every claim that was signed, with what it means, and whether the signature holds. */
export function SignedPermit({ view, crypto, tenant, authorization }: Props) {
  const words = permitWords[view.language]
  const form = formOf(authorization)
  const { claims, signed } = claimsOf[form](view, authorization, crypto)
  const columns = [
    {
      name: 'claim',
      head: words.claim,
      cell: ({ name }: Claim) => <span class="id">{name}</span>,
      text: ({ name }: Claim) => name,
    },
    {
      name: 'value',
      head: words.value,
      cell: ({ value }: Claim) => <span class="id">{value}</span>,
      text: ({ value }: Claim) => value,
    },
    {
      name: 'meaning',
      head: words.meaning,
      cell: ({ name }: Claim) => words.meanings[name],
      text: ({ name }: Claim) => words.meanings[name],
    },
  ]
  const title = words[form]
  const holds = isSignedBy(crypto, tenant, signed)
  return (
    <section>
      <h2>{title}</h2>
      <p class="under">{words[`${form}Intro`]}</p>
      <DataTable caption={title} columns={columns} rows={claims} empty="" />
      <div class="below">
        <Facts
          facts={[
            [words.signedBy, <span class="id">{toBase64url(signed.kid)}</span>],
            [
              words.signature,
              <>
                <Mark tone={holds ? 'good' : 'bad'}>{holds ? words.holds : words.doesNotHold}</Mark>{' '}
                <span class="id">{toBase64url(signed.signature)}</span>
              </>,
            ],
          ]}
        />
      </div>
    </section>
  )
}

interface Read {
  readonly claims: readonly Claim[]
  readonly signed: UnverifiedMessage<unknown>
}

function permitClaims({ formats }: ConsoleView, { permit }: GrantedAuthorization, crypto: Crypto): Read {
  const read = readSigned(permitMessage, permit)
  invariant(read.ok, 'a kept permit can be read')
  const told: Permit = read.value.claimed
  const claims: Claim[] = [
    ...commonClaims(formats, told),
    ...(told.holder === undefined ? [] : [{ name: 'holder', value: toBase64url(keyId(crypto, told.holder)) } as const]),
    ...(told.delegations === undefined ? [] : [{ name: 'delegations', value: String(told.delegations) } as const]),
    { name: 'uses', value: String(told.uses) },
    { name: 'epoch', value: String(told.epoch) },
    { name: 'maxOpenSeconds', value: String(told.maxOpenSeconds) },
  ]
  return { claims, signed: read.value }
}

function passcodeClaims({ formats }: ConsoleView, { permit }: GrantedAuthorization): Read {
  const read = readSigned(passcodeMessage, permit)
  invariant(read.ok, 'a kept passcode can be read')
  const told: Passcode = read.value.claimed
  const { from, until } = lifeOf(told.notBefore)
  return {
    claims: [
      ...commonClaims(formats, told),
      { name: 'slot', value: formats.interval(from * 1000, until * 1000) },
      { name: 'n', value: String(told.n) },
      { name: 'generation', value: String(told.generation) },
    ],
    signed: read.value,
  }
}

function commandClaims({ formats }: ConsoleView, { permit }: GrantedAuthorization): Read {
  const read = readSigned(commandMessage, permit)
  invariant(read.ok, 'a kept command can be read')
  const told: Command = read.value.claimed
  const claims: Claim[] = [
    ...commonClaims(formats, told),
    { name: 'session', value: toBase64url(told.session) },
    { name: 'epoch', value: String(told.epoch) },
    { name: 'maxOpenSeconds', value: String(told.maxOpenSeconds) },
  ]
  return { claims, signed: read.value }
}

const claimsOf = { permit: permitClaims, passcode: passcodeClaims, command: commandClaims } as const

function commonClaims(formats: ConsoleView['formats'], told: Permit | Passcode | Command): readonly Claim[] {
  const at = (seconds: number): string => formats.moment(seconds * 1000)
  return [
    { name: 'action', value: told.action },
    { name: 'device', value: told.device },
    ...('notBefore' in told ? [{ name: 'notBefore', value: at(told.notBefore) } as const] : []),
    { name: 'expiresAt', value: at(told.expiresAt) },
    { name: 'issuedAt', value: at(told.issuedAt) },
    { name: 'authorization', value: told.authorization },
    { name: 'grantee', value: told.grantee },
    { name: 'issuer', value: told.issuer },
  ]
}

function isSignedBy<T>(crypto: Crypto, { id, rootKey, keyset }: Tenant, signed: UnverifiedMessage<T>): boolean {
  const known = openKeyset(crypto, keyset, { tenant: id, rootKey })
  const key = known?.keys.find(
    ({ publicKey, uses }) => uses.includes('permits') && equalBytes(keyId(crypto, publicKey), signed.kid),
  )
  return key !== undefined && verifySigned(crypto, signed, key.publicKey).ok
}
