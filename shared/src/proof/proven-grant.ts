import type { Proof } from '../api/proof.ts'
import { decodeBase64url, equalBytes } from '../crypto/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { findKey } from '../decisions/keyset.ts'
import { openSigned } from '../wire/message.ts'
import { type Command, commandMessage } from '../wire/messages/command.ts'
import type { Keyset } from '../wire/messages/keyset.ts'
import { type Passcode, passcodeMessage } from '../wire/messages/passcode.ts'
import { type Permit, permitMessage } from '../wire/messages/permit.ts'
import type { JournalRecord } from '../wire/messages/record.ts'

/** What the hub signed that it granted, in one form or the other. */
export type ProvenGrant =
  | { readonly form: 'permit'; readonly claims: Permit; readonly hash: Uint8Array }
  | { readonly form: 'command'; readonly claims: Command; readonly hash: Uint8Array }
  | { readonly form: 'passcode'; readonly claims: Passcode }

/** The grant of a proof, if the hub issued it for this very device and authorization. */
export function provenGrant(crypto: Crypto, keyset: Keyset, proof: Proof): ProvenGrant | undefined {
  const signed = decodeBase64url(proof.permit)
  const keyFor = (kid: Uint8Array, { issuedAt }: Pick<Permit, 'issuedAt'>): Uint8Array | undefined =>
    findKey(crypto, keyset, { kid, use: 'permits', atSeconds: issuedAt })
  const permit = openSigned(crypto, permitMessage, signed, keyFor)
  const hash = crypto.sha256(signed)
  if (permit.ok) return isOf(permit.value, proof) ? { form: 'permit', claims: permit.value, hash } : undefined
  const command = openSigned(crypto, commandMessage, signed, keyFor)
  if (command.ok) return isOf(command.value, proof) ? { form: 'command', claims: command.value, hash } : undefined
  const passcode = openSigned(crypto, passcodeMessage, signed, keyFor)
  return passcode.ok && isOf(passcode.value, proof) ? { form: 'passcode', claims: passcode.value } : undefined
}

function isOf(claims: Pick<Permit, 'issuer' | 'device' | 'authorization'>, proof: Proof): boolean {
  return claims.issuer === proof.tenant && claims.device === proof.device && claims.authorization === proof.authorization
}

/** Whether a record says of itself that it is about another permit, command or code than the one granted. */
export function isAboutAnother(record: JournalRecord, grant: ProvenGrant): boolean {
  switch (record.type) {
    case 'granted':
      return !isOfPermit(record.body.permitHash, grant)
    case 'refused':
      return record.body.permitHash === undefined ? grant.form !== 'passcode' : !isOfPermit(record.body.permitHash, grant)
    case 'passcode_granted':
      return !isOfCode(record.body, grant)
    default:
      return false
  }
}

function isOfPermit(permitHash: Uint8Array, grant: ProvenGrant): boolean {
  return grant.form !== 'passcode' && equalBytes(permitHash, grant.hash)
}

type Typed = Extract<JournalRecord, { type: 'passcode_granted' }>['body']

function isOfCode({ action, slotStart, n, generation }: Typed, grant: ProvenGrant): boolean {
  if (grant.form !== 'passcode') return false
  const { claims } = grant
  return claims.action === action && claims.notBefore === slotStart && claims.n === n && claims.generation === generation
}
