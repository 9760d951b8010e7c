import * as nodeCrypto from 'node:crypto'
import { type Crypto, keyPairOf } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import { decidePermit, type PermitFacts } from '@octroi/shared/decisions/permit'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signedBytes } from '@octroi/shared/wire/cose'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { type Permit, permitMessage } from '@octroi/shared/wire/messages/permit'
import { against, type Bench, measuredInTurn } from './measure.ts'
import { Token } from './token.ts'

const seconds = 1_700_000_000
const filled = (byte: number): Uint8Array => new Uint8Array(16).fill(byte)
const [tenant, device] = [idFromBytes('tenant', filled(1)), idFromBytes('device', filled(2))]
const keys = keyPairOf(portableCrypto, new Uint8Array(32).fill(4))
const claims: Permit = {
  issuer: tenant,
  grantee: idFromBytes('account', filled(3)),
  device,
  issuedAt: seconds,
  notBefore: seconds,
  expiresAt: seconds + 600,
  authorization: idFromBytes('authorization', filled(5)),
  action: 'trunk.access:open',
  uses: 1,
  epoch: 0,
  maxOpenSeconds: 120,
}
const permit = signMessage(portableCrypto, permitMessage, claims, keys)
const nowMs = seconds * 1000 + 1000
const facts: PermitFacts = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [{ publicKey: keys.publicKey, uses: ['permits'], notBefore: 0, expiresAt: seconds * 2 }],
  },
  time: { state: 'synced', nowMs, uncertaintyMs: 10 },
  epoch: 0,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open']),
  isRevoked: () => false,
  usesSpent: () => 0,
  linkUsesSpent: () => 0,
  isLiveNonce: () => false,
  hindrance: () => undefined,
}

/**
 * Everything a device does to decide, beside the one signature check that nothing can save; and beside a common library
 * that verifies a JSON web token of the same claims, with its issuer, audience and window, and knows no other rule.
 */
export const permitBench: Bench = {
  title: () => 'Decisions on a permit, one after another, beside the bare verification of its signature and beside a JWT',
  run: async () => {
    const token = await Token.sign(claims, keys)
    const [nativeWork, portableWork] = [workWith(nativeCrypto(nodeCrypto), 1000), workWith(portableCrypto, 100)]
    const [native, nativeDecided, portable, portableDecided, jwt] = await measuredInTurn(
      [
        { what: 'native, bare verification', ...nativeWork.bare },
        { what: 'native, decode, verify and every rule', ...nativeWork.decided },
        { what: 'portable, bare verification', ...portableWork.bare },
        { what: 'portable, decode, verify and every rule', ...portableWork.decided },
        { what: 'jose, a JWT of the same claims: signature, issuer, audience, window', ...tokenWork(token, 1000) },
      ],
      15,
    )
    return [
      { what: 'the permit', bytes: permit.length },
      { what: 'the JWT', bytes: token.text.length },
      native,
      against(nativeDecided, { 'bare verification': native, 'the JWT': jwt }),
      portable,
      against(portableDecided, { 'bare verification': portable, 'the JWT': jwt }),
      jwt,
    ]
  },
}

function workWith(crypto: Crypto, count: number) {
  const read = readSigned(permitMessage, permit)
  if (!read.ok) throw new Error('the permit can be read')
  const { kid, payloadBytes: payload, signature } = read.value
  const signed = signedBytes({ kid, payload }, permitMessage.externalAad)
  const bare = (): void => {
    for (let index = 0; index < count; index++) crypto.ed25519.verify(keys.publicKey, signed, signature)
  }
  const decided = (): void => {
    for (let index = 0; index < count; index++) {
      if (!decidePermit(crypto, { permit }, facts).granted) throw new Error('refused')
    }
  }
  return { bare: { count, work: bare }, decided: { count, work: decided } }
}

function tokenWork(token: Token, count: number) {
  const work = async (): Promise<void> => {
    for (let index = 0; index < count; index++) await token.verify(nowMs)
  }
  return { count, work }
}
