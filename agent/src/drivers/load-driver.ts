import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Driver, DriverModule } from './driver.ts'

/** Loads the driver module at a path and makes the driver with its options. */
export async function loadDriver(path: string, options: unknown): Promise<Driver> {
  const loaded = (await import(pathToFileURL(resolve(path)).href)) as Partial<DriverModule>
  if (typeof loaded.createDriver !== 'function') throw new Error(`${path} exports no createDriver function`)
  return loaded.createDriver(options)
}
