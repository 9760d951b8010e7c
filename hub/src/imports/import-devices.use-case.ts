import { newDeviceSchema } from '@octroi/shared/api/devices'
import { externalIdSchema } from '@octroi/shared/api/profile'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { AccountId, DeviceId } from '@octroi/shared/ids/id'
import { z } from 'zod'
import type { Device } from '../devices/device.ts'
import { registerDevice } from '../devices/register-device.use-case.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { faultsIn, Importing, isFault, named, type ReadRow } from './importing.ts'
import type { Columns, Row } from './read-table.ts'

type Needs = Pick<Stores, 'accounts' | 'devices' | 'catalogue' | 'externalIds'>

const columns: Columns = {
  required: ['externalId', 'account', 'label', 'services'],
  isKnown: (column) => columns.required.includes(column),
}

const rowSchema = z.strictObject({
  externalId: externalIdSchema,
  account: externalIdSchema,
  label: newDeviceSchema.shape.label,
  services: newDeviceSchema.shape.services,
})

type DeviceRow = z.infer<typeof rowSchema>

/** `trunk.access:open|close;home.alarm:arm` */
function servicesIn(cell: string): Readonly<Record<string, readonly string[]>> {
  const entries = cell.split(';').map((each) => {
    const [service = '', actions] = each.trim().split(':', 2)
    return [service, actions === undefined ? [] : actions.split('|').map((action) => action.trim())] as const
  })
  return Object.fromEntries(entries)
}

function readDeviceRow({ cells }: Row): Result<DeviceRow, readonly Fault[]> {
  const { services, ...rest } = cells
  const parsed = rowSchema.safeParse({ ...rest, ...(services === undefined ? {} : { services: servicesIn(services) }) })
  return parsed.success ? ok(parsed.data) : err(inColumns(faultsOf(parsed.error)))
}

/** What is wrong with one of the services is wrong in their column. */
function inColumns(faults: readonly Fault[]): readonly Fault[] {
  const first = faults.find(({ path }) => path.startsWith('services'))
  const others = faults.flatMap((found) => {
    if (found.path.startsWith('services')) return []
    return [found.path === 'owner' ? { ...found, path: 'account' } : found]
  })
  if (first === undefined) return others
  const named = first.path.slice('services.'.length)
  return [...others, { ...first, path: 'services', detail: named === '' ? first.detail : `\`${named}\`: ${first.detail}` }]
}

/** Registers devices, each with a claim code of its own. One that is there stays as it is, and the file has to say the same. */
export async function importDevices(stores: Needs, environment: Environment, system: string, text: string) {
  const importing = new Importing(text, columns, readDeviceRow)
  const ids = await stores.externalIds.find('device', system, importing.names)
  const accounts = await stores.externalIds.find('account', system, [...new Set(importing.rows.map(({ row }) => row.account))])
  const known = new Map((await stores.devices.getAll([...ids.values()])).map((device) => [device.id, device]))
  const registered = new Map<string, DeviceId>()
  for (const each of importing.rows) {
    const { externalId, account, ...said } = each.row
    const owner = named('account', 'account', account, accounts)
    const before = known.get(ids.get(externalId) ?? 'dev_')
    if (isFault(owner)) importing.refuse(each, [owner])
    else if (before !== undefined) hold(importing, each, before, owner)
    else {
      const done = await registerDevice(stores, environment, { owner, ...said })
      if (!done.ok) importing.refuse(each, inColumns(faultsIn(done.error)))
      else {
        const { device, claimCode: code, claimExpiresAtMs: expiresAtMs } = done.value
        registered.set(externalId, device.id)
        importing.take(each, { outcome: 'created', id: device.id, claim: { code, expiresAtMs } })
      }
    }
  }
  await stores.externalIds.insert('device', system, registered)
  return importing.outcome()
}

function hold(importing: Importing<DeviceRow>, each: ReadRow<DeviceRow>, before: Device, owner: AccountId): void {
  const { label, services } = each.row
  const differs = (column: string): Fault => fault(column, 'differs', 'says otherwise than the device that is there')
  const faults = [
    ...(owner === before.owner ? [] : [differs('account')]),
    ...(label === before.label ? [] : [differs('label')]),
    ...(offerSame(services, before.services) ? [] : [differs('services')]),
  ]
  if (faults.length > 0) importing.refuse(each, faults)
  else importing.take(each, { outcome: 'unchanged', id: before.id })
}

function offerSame(said: Device['services'], known: Device['services']): boolean {
  const actionsOf = (services: Device['services']): string =>
    Object.entries(services)
      .map(([service, actions]) => [service, ...actions.toSorted()].join(' '))
      .toSorted()
      .join('\n')
  return actionsOf(said) === actionsOf(known)
}
