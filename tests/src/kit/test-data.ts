import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A folder with public data and vectors that some tests also run on; without it they skip and say so. */
const folder = process.env.OCTROI_TEST_DATA

export interface TestFile {
  readonly path: string
  readonly isThere: boolean
  /** Part of a test's name, so that a skip carries its reason. */
  readonly note: string
}

export function testFile(...parts: readonly string[]): TestFile {
  const path = folder === undefined ? '' : join(folder, ...parts)
  const isThere = folder !== undefined && existsSync(path)
  const why = folder === undefined ? 'skipped: OCTROI_TEST_DATA names no folder' : `skipped: ${path} is not there`
  return { path, isThere, note: isThere ? '' : ` (${why})` }
}
