import { conflict, type Failure, invalid, notFound } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { OperatorId } from '@octroi/shared/ids/id'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts'
import { stepOfCode } from './totp.ts'
import { openOffer, totpPurpose } from './totp-enrolment.ts'

type Needs = Pick<Stores, 'operators'>

export interface GivenCodes {
  /** Shown once. */
  readonly codes: readonly string[]
}

interface ConfirmTotp {
  readonly operator: OperatorId
  /** The secret that was offered, sealed. */
  readonly offer: string
  readonly code: string
}

/** From now on a code must follow the password. The first code proves that the authenticator holds the secret. */
export async function confirmTotp(
  { operators }: Needs,
  environment: Environment,
  { operator: id, offer, code }: ConfirmTotp,
): Promise<Result<GivenCodes, Failure>> {
  const operator = await operators.get(id)
  if (operator === undefined) return err(notFound('operator', id))
  if (operator.totp !== undefined) return err(conflict('totp_enrolled', 'There is an authenticator already; remove it first.'))
  const secret = openOffer(environment, id, offer)
  const lastStep = secret && stepOfCode(secret, code, { nowMs: environment.nowMs(), lastStep: -1 })
  if (secret === undefined || lastStep === undefined) {
    return err(invalid([fault('code', 'wrong_code', 'is not what the authenticator shows now')]))
  }
  const sealedSecret = environment.sealer.seal(secret, totpPurpose(id))
  const given = makeRecoveryCodes(environment.randomBytes)
  const recoveryCodes = given.map((each) => hashRecoveryCode(environment, id, each))
  await operators.update({ ...operator, totp: { sealedSecret, lastStep }, recoveryCodes })
  return ok({ codes: given })
}

/** New codes in the place of all that were left. */
export async function renewRecoveryCodes(
  { operators }: Needs,
  environment: Environment,
  id: OperatorId,
): Promise<Result<GivenCodes, Failure>> {
  const operator = await operators.get(id)
  if (operator?.totp === undefined) return err(noTotp)
  const given = makeRecoveryCodes(environment.randomBytes)
  await operators.update({ ...operator, recoveryCodes: given.map((each) => hashRecoveryCode(environment, id, each)) })
  return ok({ codes: given })
}

/** The password alone signs in again. */
export async function removeTotp({ operators }: Needs, id: OperatorId): Promise<Result<object, Failure>> {
  const operator = await operators.get(id)
  if (operator?.totp === undefined) return err(noTotp)
  const { totp: _removed, ...rest } = operator
  await operators.update({ ...rest, recoveryCodes: [] })
  return ok({})
}

const noTotp = conflict('totp_not_enrolled', 'There is no authenticator.')
