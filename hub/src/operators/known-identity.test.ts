import { expect, test } from 'vitest'
import type { ProvenIdentity } from './identity-provider.port.ts'
import { whoIs } from './known-identity.ts'
import type { Operator } from './operator.ts'

const issuer = 'https://id.example'
const verified: ProvenIdentity = { issuer, subject: 'ada', verifiedEmail: 'ada@octroi.example' }
const { verifiedEmail: _address, ...unverified } = verified
const someone = { id: 'opr_a', role: 'operator', recoveryCodes: [], failed: { count: 0 } } as unknown as Operator
const bound: Operator = { ...someone, subject: { issuer, subject: 'ada' } }
const boundToOther: Operator = { ...someone, subject: { issuer, subject: 'other' } }
const off = { disabledAtMs: 1 }

test.each<[string, ProvenIdentity, Operator | undefined, Operator | undefined, boolean, string]>([
  ['a known subject', verified, bound, undefined, false, 'sign_in'],
  ['a known subject without an address', unverified, bound, undefined, false, 'sign_in'],
  ['a known subject, whatever operator has the address', verified, bound, boundToOther, true, 'sign_in'],
  ['a known subject that is disabled', verified, { ...bound, ...off }, undefined, true, 'identity_unknown'],
  ['the address of an operator without a subject', verified, undefined, someone, false, 'sign_in'],
  ['the address of one that is disabled', verified, undefined, { ...someone, ...off }, true, 'identity_unknown'],
  ['the address of one bound to another subject', verified, undefined, boundToOther, true, 'identity_unknown'],
  ['an address that was not verified', unverified, undefined, undefined, true, 'email_unverified'],
  ['the address of nobody', verified, undefined, undefined, false, 'identity_unknown'],
  ['the address of nobody, where new ones are added', verified, undefined, undefined, true, 'add'],
])('%s', (_what, identity, ofSubject, ofEmail, addsNew, expected) => {
  const found = whoIs(identity, { ofSubject, ofEmail, addsNew })
  expect(found.ok ? found.value.kind : found.error.code).toBe(expected)
  // Whoever is signed in, or added, is bound to the subject from now on.
  const to = found.ok && (found.value.kind === 'sign_in' ? found.value.operator.subject : found.value.subject)
  expect(to).toEqual(found.ok && { issuer, subject: 'ada' })
})
