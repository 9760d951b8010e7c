import { isId } from '@octroi/shared/ids/id'
import type { DeviceAddress } from '@octroi/shared/wire/topics'
import { holdPasscodeKeys } from '../authorizations/passcode-keys.use-case.ts'
import { signedRevocations } from '../authorizations/signed-revocations.use-case.ts'
import { readMqttPassword } from '../devices/session.ts'
import type { Environment } from '../environment.ts'
import { signReceipt } from '../proof/receipt.ts'
import type { Storage } from '../stores.ts'
import type { Tracing } from '../tracing.ts'
import { type Ingested, ingestBatch } from '../usage/ingest-batch.use-case.ts'
import { receiveBatch } from '../usage/received-batch.ts'
import type { AdmittedDevice, BrokerHooks, DeviceBroker } from './device-broker.ts'
import { InTurn } from './in-turn.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { ReceiptKeys } from './receipt-keys.ts'

export interface UplinkDependencies {
  readonly storage: Storage
  readonly environment: Environment
  readonly tracing: Tracing
  /** Known only once it was started with these hooks. */
  readonly broker: () => DeviceBroker
  readonly onMessages: () => void
  readonly leases: Pick<LeaseKeeper, 'connected' | 'changed'>
  readonly report: UplinkReport
}

/** What the operator's log tells of devices. */
export interface UplinkReport {
  readonly connected: (device: DeviceAddress) => void
  readonly ingested: (device: DeviceAddress, ingested: Ingested) => void
  readonly misused: (device: DeviceAddress, detail: string) => void
  readonly failed: (device: DeviceAddress, error: unknown) => void
}

/** Tells a connected device what was taken back; one that is not connected hears it as its next session opens. */
export async function tellRevocations(
  { storage, environment, broker }: Pick<UplinkDependencies, 'storage' | 'environment' | 'broker'>,
  { tenant, device }: DeviceAddress,
): Promise<void> {
  const { revocations } = await storage.read(tenant, (stores) => signedRevocations(stores, environment, device))
  if (revocations !== undefined) await broker().publish({ tenant, device }, 'rev', revocations)
}

/** Tells a connected device what to do. What does not reach it is not kept: a command ends by itself. */
export async function tellCommand(broker: Pick<DeviceBroker, 'publish'>, to: DeviceAddress, signed: Uint8Array): Promise<void> {
  if (!(await broker.publish(to, 'cmd', signed))) throw new Error('the device is not connected any more')
}

/** Joins the broker to the use cases: admits devices by their session, takes in batches, answers with receipts. */
export function uplinkHooks(dependencies: UplinkDependencies): BrokerHooks {
  const { storage, environment, tracing, broker, onMessages, leases, report } = dependencies
  const keys = new ReceiptKeys(storage, environment)
  const batches = new InTurn()
  return {
    admit: async ({ clientId, username, password }) => {
      const credentials = readMqttPassword(password)
      if (credentials === undefined || clientId !== username || !isId('device', clientId)) return undefined
      const { tenant, token } = credentials
      const tokenHash = environment.crypto.sha256(token)
      // Looked at before it is taken: a stranger with a wrong token writes nothing.
      const isLive = await storage.read(tenant, ({ devices }) => devices.hasSession(clientId, tokenHash, environment.nowMs()))
      if (!isLive) return undefined
      const session = await storage.transaction(tenant, async (stores) => {
        const taken = await stores.devices.takeSession(clientId, tokenHash, environment.nowMs())
        if (taken === undefined) return undefined
        await holdPasscodeKeys(stores, clientId)
        await stores.devices.noteConnected(clientId, environment.nowMs())
        const publicKeys = (await stores.devices.keys(clientId)).map(({ publicKey }) => publicKey)
        return { expiresAtMs: taken.expiresAtMs, publicKeys, ...(taken.deviceNonce && { session: taken.deviceNonce }) }
      })
      if (session === undefined) return undefined
      const device: AdmittedDevice = { tenant, device: clientId, ...session }
      report.connected(device)
      return device
    },

    onBatch: ({ tenant, device, publicKeys }, lane, bytes) =>
      tracing.step('ingest batch', { kind: 'consumer', facts: { 'octroi.batch.bytes': bytes.length } }, async (step) => {
        try {
          // One at a time of each device: its batches would be in each other's way, and a flood of one would hold every connection.
          const takeIn = (): Promise<Ingested | undefined> => {
            const received = receiveBatch(environment.crypto, { device, bytes, receivedAtMs: environment.nowMs() }, publicKeys)
            return storage.transaction(tenant, (stores) => ingestBatch(stores, environment, received))
          }
          const ingested = await batches.run(device, takeIn, lane === 'up')
          if (ingested === undefined) return
          const { verdict, records } = ingested
          step.note({ 'octroi.batch.verdict': verdict, 'octroi.batch.records': records })
          report.ingested({ tenant, device }, ingested)
          if (ingested.hasMessages) onMessages()
          if (ingested.isAllotted) leases.changed(tenant, [device])
          const receipt = signReceipt(environment.crypto, await keys.of(tenant), ingested.receipt, environment.nowMs())
          // Not awaited: the broker reads the device's acknowledgement only after this packet is done with.
          void broker().publish({ tenant, device }, 'ack', receipt)
        } catch (error) {
          // Without a receipt the device sends it again.
          step.failed(error)
          report.failed({ tenant, device }, error)
        }
      }),

    onListening: (device) => {
      leases.connected(device)
      tellRevocations({ storage, environment, broker }, device).catch((error: unknown) => report.failed(device, error))
    },

    onMisuse: report.misused,
  }
}
