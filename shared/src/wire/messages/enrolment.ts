import { bytes, id, text } from '../fields.ts'
import { message } from '../message.ts'
import { required, table } from '../table.ts'

/** Proof of possession of the device's new key, bound to the claim, the tenant and the hub it is meant for. */
const enrolmentClaims = table('enrolment-claims', {
  tenant: required(1, id('tenant')),
  /** SHA-256 of the claim code, so that the proof fits no other claim. */
  claimHash: required(2, bytes(32)),
  publicKey: required(3, bytes(32)),
  origin: required(4, text(255)),
})

/** Signed by the key it announces. */
export const enrolmentMessage = message('enrolment', enrolmentClaims, 1024)
