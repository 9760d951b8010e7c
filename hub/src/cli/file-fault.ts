import type { Fault } from '@octroi/shared/errors/fault'

/** Something wrong in a line of a file. */
export interface FileFault extends Fault {
  readonly file: string
  readonly line: number
}

/** `catalogue.yaml:12: offers.supply.currency: an ISO 4217 code`, as editors and terminals know how to follow. */
export function faultLine({ file, line, path, detail }: FileFault): string {
  return `${file}:${line}: ${path === '' ? '' : `${path}: `}${detail}`
}
