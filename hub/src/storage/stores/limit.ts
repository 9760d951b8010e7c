import type { Limit } from '@octroi/shared/decisions/limit'
import { readJson, writeJson, writeWhole } from '../codec.ts'

/** As it is stored: exact quantities as text. */
type WrittenLimit = Omit<Limit, 'quantity' | 'rollover' | 'offline'> & {
  readonly quantity: string
  readonly atMost?: string
  readonly perDevice?: string
}

export function writeLimit({ quantity, rollover, offline, ...terms }: Limit): string {
  return writeJson({
    ...terms,
    quantity: writeWhole(quantity),
    ...(rollover === undefined ? {} : { atMost: writeWhole(rollover.atMost) }),
    ...(offline === undefined ? {} : { perDevice: writeWhole(offline.perDevice) }),
  } satisfies WrittenLimit)
}

export function readLimit(text: string): Limit {
  const { quantity, atMost, perDevice, ...terms } = readJson<WrittenLimit>(text)
  return {
    ...terms,
    quantity: BigInt(quantity),
    ...(atMost === undefined ? {} : { rollover: { atMost: BigInt(atMost) } }),
    ...(perDevice === undefined ? {} : { offline: { perDevice: BigInt(perDevice) } }),
  }
}
