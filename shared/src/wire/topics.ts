import { type DeviceId, isId, type TenantId } from '../ids/id.ts'

/** MQTT topics of one device: `octroi/v1/{tenant}/{device}/{channel}` (MQTT 3.1.1, QoS 1). */
export const deviceChannels = ['up', 'backlog', 'res', 'state'] as const
export const hubChannels = ['ack', 'cmd', 'rev'] as const
/** What a device sends: live batches, older batches, results of commands, its state (retained). */
export type DeviceChannel = (typeof deviceChannels)[number]
/** What a device gets: receipts; commands, permits and leases; revocations (retained). */
export type HubChannel = (typeof hubChannels)[number]

export interface DeviceAddress {
  readonly tenant: TenantId
  readonly device: DeviceId
}

export function topicOf({ tenant, device }: DeviceAddress, channel: DeviceChannel | HubChannel): string {
  return `octroi/v1/${tenant}/${device}/${channel}`
}

/** Undefined for anything that is not exactly one device's channel: wildcards and `$share/` among it. */
export function readTopic(topic: string): (DeviceAddress & { readonly channel: DeviceChannel | HubChannel }) | undefined {
  const [root, version, tenant = '', device = '', name, ...rest] = topic.split('/')
  const channel = [...deviceChannels, ...hubChannels].find((candidate) => candidate === name)
  if (root !== 'octroi' || version !== 'v1' || rest.length > 0 || channel === undefined) return undefined
  return isId('tenant', tenant) && isId('device', device) ? { tenant, device, channel } : undefined
}
