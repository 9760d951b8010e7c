import { WorkLoop } from '@octroi/agent/work-loop'
import { devicesOf, LeaseKeeper } from '@octroi/hub/broker/lease-keeper'
import { tellRevocations, uplinkHooks } from '@octroi/hub/broker/uplink'
import { sendConfirmation } from '@octroi/hub/confirmations/send-confirmation.use-case'
import type { WebhookClient } from '@octroi/hub/confirmations/webhook-client.port'
import type { Environment } from '@octroi/hub/environment'
import type { Storage } from '@octroi/hub/stores'
import { Deliveries } from '@octroi/hub/workers/deliveries'
import type { Life } from '../life.ts'
import type { Surroundings } from '../surroundings.ts'
import type { BrokerMalice } from './broker-malice.ts'
import type { ServedHub } from './hub-app.ts'
import { silentTracing } from './silent-tracing.ts'
import { WorldBroker } from './world-broker.ts'

/** What was enqueued is delivered at once; what failed is tried again in a round. */
const roundMs = 5000

export interface HubParts {
  readonly surroundings: Surroundings
  readonly life: Life
  readonly storage: Storage
  readonly environment: Environment
  readonly webhooks: WebhookClient
  readonly malice: BrokerMalice
  /** Where errors go that nobody expected. */
  readonly defects: string[]
}

/** One run of the hub's program. */
export interface HubProgram {
  readonly life: Life
  readonly served: ServedHub
  readonly broker: WorldBroker
}

/** Starts a hub: its interfaces, its broker, and what it does by itself. */
export function runHub({ surroundings, life, storage, environment, webhooks, malice, defects }: HubParts): HubProgram {
  const defect = (error: unknown, about: string): void => {
    defects.push(`${about}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  const broker = (): WorldBroker => brokerNow
  const leases = new LeaseKeeper({
    storage,
    environment,
    tracing: silentTracing,
    broker,
    onDefect: (error) => defect(error, 'leases'),
  })
  const keeping = new WorkLoop(
    () => leases.round(),
    (error) => defect(error, 'a round of leases'),
  )
  const { signal } = new AbortController()
  const sending = { storage, client: webhooks, environment, signal }
  const deliveries: Deliveries = new Deliveries(
    { queue: storage.queue, storage, environment, send: (leased) => sendConfirmation(sending, leased) },
    { tracing: silentTracing, onRoom: () => delivering.wake(), onDefect: (error) => defect(error, 'a delivery') },
  )
  const delivering = new WorkLoop(
    () => deliveries.fill(),
    (error) => defect(error, 'a round of deliveries'),
  )
  const hooks = uplinkHooks({
    storage,
    environment,
    tracing: silentTracing,
    broker,
    onMessages: () => delivering.wake(),
    leases,
    report: {
      connected: ({ device }) => surroundings.tell(`${device} connects`),
      ingested: ({ device }, { verdict, records, receipt }) =>
        surroundings.tell(`${device} batch ${verdict}, ${records} records, through ${receipt.head.through}`),
      misused: ({ device }, detail) => surroundings.tell(`${device} misuse: ${detail}`),
      failed: ({ device }, error) => defect(error, `a batch of ${device}`),
    },
  })
  const brokerNow = new WorldBroker(surroundings, life, malice, hooks)
  life.timers.every(roundMs, () => {
    keeping.wake()
    delivering.wake()
  })
  const served: ServedHub = {
    storage,
    environment,
    onRevoked: (tenant, device) => {
      tellRevocations({ storage, environment, broker }, { tenant, device }).catch((error: unknown) =>
        defect(error, 'revocations'),
      )
    },
    onCommanded: (device, signed) => void brokerNow.publish(device, 'cmd', signed),
    sessionOf: (device) => brokerNow.sessionOf(device),
    onSuspended: (_tenant, device) => brokerNow.disconnect({ device }),
    onEntitled: (tenant, account) => {
      devicesOf(storage, tenant, account).then(
        (devices) => leases.changed(tenant, devices),
        (error: unknown) => defect(error, 'leases of an account'),
      )
    },
    onEnqueued: () => delivering.wake(),
    onDefect: (error, path) => defect(error, path),
  }
  return { life, served, broker: brokerNow }
}
