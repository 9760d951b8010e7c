import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { recordProofSchema } from '@octroi/shared/api/proof'
import { idSchema, seqSchema } from '@octroi/shared/api/shapes'
import { notFound } from '@octroi/shared/errors/failure'
import { proofOfRecord } from '../../proof/proof-of-record.use-case.ts'
import { type HttpDependencies, type HttpEnv, visibleAccount } from '../context.ts'
import { commonProblems, problem } from '../problem.ts'
import { jsonAnswer } from '../route-parts.ts'
import { validationHook } from '../validation.ts'

const proofRoute = createRoute({
  method: 'get',
  path: '/devices/{device}/records/{seq}/proof',
  tags: ['Devices'],
  summary: 'Get the proof that a device signed a record of its journal, to be checked offline',
  request: { params: z.object({ device: idSchema('device'), seq: seqSchema }) },
  responses: { 200: jsonAnswer(recordProofSchema, 'The proof; `octroi verify` checks it.'), ...commonProblems },
})

export function deviceRecordRoutes({ storage, environment }: HttpDependencies) {
  return new OpenAPIHono<HttpEnv>({ defaultHook: validationHook }).openapi(proofRoute, async (context) => {
    const caller = context.get('caller')
    const { device: id, seq } = context.req.valid('param')
    const asked = { device: id, seq: Number(seq), reader: visibleAccount(caller) }
    const proof = await storage.read(caller.tenant, (stores) => proofOfRecord(stores, environment, asked))
    return proof === undefined ? problem(context, notFound('record', `${id}/${seq}`)) : context.json(proof, 200)
  })
}
