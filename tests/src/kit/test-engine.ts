import { PostgresServer } from './postgres-server.ts'

/**
 * Where the hubs that tests start keep everything: in a file, or, where `OCTROI_TEST_ENGINE` is `postgres`, each in a
 * database of its own, which belongs to its data directory as a file would.
 */
const isOnPostgres = engineNamed(process.env.OCTROI_TEST_ENGINE)

/** For a hub that keeps a file whatever the run's engine is. */
export const inAFile = { OCTROI_DATABASE_URL: undefined }

interface Kept {
  readonly server: PostgresServer
  readonly url: string
}

const databases = new Map<string, Promise<Kept>>()

/** The address of a data directory's database, made when it is first asked for; none where its hub keeps a file. */
export async function databaseOf(folder: string): Promise<{ readonly databaseUrl?: string }> {
  if (!isOnPostgres) return {}
  const kept = databases.get(folder) ?? make()
  databases.set(folder, kept)
  return { databaseUrl: (await kept).url }
}

/** The same, as a hub's process is told it. */
export async function databaseSettings(folder: string): Promise<Readonly<Record<string, string>>> {
  const { databaseUrl } = await databaseOf(folder)
  return databaseUrl === undefined ? {} : { OCTROI_DATABASE_URL: databaseUrl }
}

export async function dropDatabaseOf(folder: string): Promise<void> {
  const kept = databases.get(folder)
  databases.delete(folder)
  await (await kept)?.server.stop()
}

async function make(): Promise<Kept> {
  const server = await PostgresServer.start()
  return { server, url: await server.database() }
}

function engineNamed(name = 'sqlite'): boolean {
  if (name !== 'sqlite' && name !== 'postgres') throw new Error(`OCTROI_TEST_ENGINE is sqlite or postgres, not ${name}`)
  return name === 'postgres'
}
