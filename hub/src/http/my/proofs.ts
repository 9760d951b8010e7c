import { seqSchema } from '@octroi/shared/api/shapes'
import { isId } from '@octroi/shared/ids/id'
import { type Context, Hono } from 'hono'
import { ownerThen } from '../../devices/owner-then.use-case.ts'
import { proofOfAuthorization } from '../../proof/proof-of-authorization.use-case.ts'
import { proofOfRecord } from '../../proof/proof-of-record.use-case.ts'
import type { HttpDependencies, HttpEnv } from '../context.ts'
import { notFoundPage } from './plain-pages.tsx'

/** Proofs as files that `octroi verify` checks: of an authorization on the reader's device, or of one of its records. */
export function proofRoutes({ storage, environment }: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/authorizations/:authorization/proof', async (context) => {
      const id = context.req.param('authorization')
      const { account } = context.get('view')
      const proof = !isId('authorization', id)
        ? undefined
        : await storage.read(context.get('caller').tenant, async (stores) => {
            const [authorization] = await stores.authorizations.getGranted([id])
            if (authorization === undefined) return undefined
            const owner = await ownerThen(stores, authorization.device, authorization.decidedAtMs)
            if (![authorization.requester, owner].includes(account.id)) return undefined
            return proofOfAuthorization(stores, environment, authorization, await stores.authorizations.eventsOf([id]))
          })
      return proofFile(context, `proof-${id}.json`, proof)
    })
    .get('/devices/:device/records/:seq/proof', async (context) => {
      const { device: id, seq } = context.req.param()
      const { account } = context.get('view')
      const isAsked = isId('device', id) && seqSchema.safeParse(seq).success
      const proof = !isAsked
        ? undefined
        : await storage.read(context.get('caller').tenant, (stores) =>
            proofOfRecord(stores, environment, { device: id, seq: Number(seq), reader: account.id }),
          )
      return proofFile(context, `record-${seq}-${id}.json`, proof)
    })
}

function proofFile(context: Context<HttpEnv>, name: string, proof: object | undefined): Response | Promise<Response> {
  if (proof === undefined) return notFoundPage(context, context.get('view'))
  return context.json(proof, 200, { 'content-disposition': `attachment; filename="${name}"` })
}
