import type { TestProject } from 'vitest/node'
import { PostgresServer } from './postgres-server.ts'

/** One server for all the files of a run whose hubs are on PostgreSQL; each hub still has a database of its own. */
export default async function startShared({ config }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const engine = config.env?.OCTROI_TEST_ENGINE ?? process.env.OCTROI_TEST_ENGINE
  if (engine !== 'postgres' || (process.env.TEST_PG_URL ?? '') !== '') return undefined
  const server = await PostgresServer.start()
  process.env.TEST_PG_URL = server.address
  return () => server.stop()
}
