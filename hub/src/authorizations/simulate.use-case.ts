import type { Simulation } from '@octroi/shared/api/test-mode'
import type { Outcome } from '@octroi/shared/api/vocabulary'
import { type Failure, notFound } from '@octroi/shared/errors/failure'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, AuthorizationId, DeviceId } from '@octroi/shared/ids/id'
import { sealSimulated } from '../devices/simulated-device.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { ingestBatch } from '../usage/ingest-batch.use-case.ts'
import { receiveBatch } from '../usage/received-batch.ts'
import { planSimulation } from './plan-simulation.ts'

export interface Simulate {
  readonly id: AuthorizationId
  readonly simulation: Simulation
  /** Whose it must be; undefined for the operator, who may see all. */
  readonly requester: AccountId | undefined
}

export interface Simulated {
  readonly authorization: AuthorizationId
  readonly device: DeviceId
  readonly records: readonly string[]
  readonly outcome: Outcome
}

/**
 * Lets a simulated device act on a grant: it signs its records, and the hub takes them in as from any device. All that
 * follows (verification, price, ledger, proof, confirmation) is what follows in earnest.
 */
export async function simulate(
  stores: Stores,
  environment: Environment,
  { id, simulation, requester }: Simulate,
): Promise<Result<Simulated, Failure>> {
  if ((await stores.tenants.get())?.mode !== 'test') return err(testModeNeeded)
  const [authorization] = await stores.authorizations.getGranted([id])
  if (authorization === undefined || (requester !== undefined && authorization.requester !== requester)) {
    return err(notFound('authorization', id))
  }
  const planned = planSimulation(environment.crypto, authorization, simulation, environment.nowMs())
  if (!planned.ok) return planned
  const { device } = authorization
  const publicKeys = (await stores.devices.keys(device)).map(({ publicKey }) => publicKey)
  for (const record of planned.value) {
    const { envelope } = sealSimulated(environment, device, await stores.journals.head(device), record)
    const received = receiveBatch(environment.crypto, { device, bytes: envelope, receivedAtMs: environment.nowMs() }, publicKeys)
    const ingested = await ingestBatch(stores, environment, received)
    invariant(ingested?.verdict === 'accepted', 'the hub accepts what a simulated device signs')
  }
  const [after = authorization] = await stores.authorizations.getGranted([id])
  return ok({ authorization: id, device, records: planned.value.map(({ type }) => type), outcome: after.outcome })
}

const testModeNeeded: Failure = {
  kind: 'forbidden',
  code: 'test_mode_required',
  detail: 'Only devices of a test twin are simulated. Use a key that begins with octroi_test_.',
}
