import { openPostgres } from '@octroi/hub/storage/postgres/open'
import { afterAll } from 'vitest'
import { PostgresServer } from '../kit/postgres-server.ts'
import { storageContract } from './storage.contract.ts'

const server = await PostgresServer.start()

storageContract('PostgreSQL', async () => {
  const url = await server.database()
  const reopen = () => openPostgres(url)
  return { storage: await reopen(), reopen }
})

afterAll(() => server.stop())
