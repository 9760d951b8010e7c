import * as nodeCrypto from 'node:crypto'
import { type Crypto, keyPairOf } from '@octroi/shared/crypto/crypto'
import { nativeCrypto } from '@octroi/shared/crypto/native-crypto'
import { portableCrypto } from '@octroi/shared/crypto/portable-crypto'
import { decidePermit, type PermitFacts } from '@octroi/shared/decisions/permit'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signedBytes } from '@octroi/shared/wire/cose'
import { readSigned, signMessage } from '@octroi/shared/wire/message'
import { permitMessage } from '@octroi/shared/wire/messages/permit'
import { against, type Bench, measured } from './measure.ts'

const seconds = 1_700_000_000
const filled = (byte: number): Uint8Array => new Uint8Array(16).fill(byte)
const [tenant, device] = [idFromBytes('tenant', filled(1)), idFromBytes('device', filled(2))]
const keys = keyPairOf(portableCrypto, new Uint8Array(32).fill(4))
const permit = signMessage(
  portableCrypto,
  permitMessage,
  {
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
  },
  keys,
)
const facts: PermitFacts = {
  tenant,
  device,
  keyset: {
    issuer: tenant,
    version: 1,
    keys: [{ publicKey: keys.publicKey, uses: ['permits'], notBefore: 0, expiresAt: seconds * 2 }],
  },
  time: { state: 'synced', nowMs: seconds * 1000 + 1000, uncertaintyMs: 10 },
  epoch: 0,
  trustsPermitsFrom: 0,
  actions: new Set(['trunk.access:open']),
  isRevoked: () => false,
  usesSpent: () => 0,
  isLiveNonce: () => false,
  hindrance: () => undefined,
}

/** Everything a device does to decide, beside the one signature check that nothing can save. */
export const permitBench: Bench = {
  title: () => `Decisions on a permit of ${permit.length} bytes, beside the bare verification of its signature`,
  run: async () => [
    ...(await withCrypto('native', nativeCrypto(nodeCrypto), 2000)),
    ...(await withCrypto('portable', portableCrypto, 200)),
  ],
}

async function withCrypto(name: string, crypto: Crypto, count: number) {
  const read = readSigned(permitMessage, permit)
  if (!read.ok) throw new Error('the permit can be read')
  const { kid, payloadBytes: payload, signature } = read.value
  const signed = signedBytes({ kid, payload }, permitMessage.externalAad)
  const bare = await measured(`${name}, bare verification`, count, () => {
    for (let index = 0; index < count; index++) crypto.ed25519.verify(keys.publicKey, signed, signature)
  })
  const decided = await measured(`${name}, decode, verify and every rule`, count, () => {
    for (let index = 0; index < count; index++) {
      if (!decidePermit(crypto, { permit }, facts).granted) throw new Error('refused')
    }
  })
  return [bare, against(decided, { 'bare verification': bare })]
}
