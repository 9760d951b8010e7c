import { z } from 'zod'
import { idSchema, instantSchema, pageSchema } from './shapes.ts'

export const erasureGrounds = ['not_needed', 'consent_withdrawn', 'objected', 'unlawful', 'legal_duty'] as const
/** Why a person is erased: GDPR article 17 (1) a to e. A word and no text, so that the reason names nobody. */
export type ErasureGround = (typeof erasureGrounds)[number]

export const erasureBlocks = [
  ...(['balance_open', 'subscription_active'] as const),
  ...(['authorization_open', 'dispute_open', 'delivery_waiting'] as const),
] as const
/** What stands in the way of erasing: money that is owed, what was bought and runs, and what is not over yet. */
export type ErasureBlock = (typeof erasureBlocks)[number]

const passable = ['balance_open', 'subscription_active'] as const
/** What an operator may pass over: the balance stays under the account's id, and what runs is ended. */
export type PassableBlock = (typeof passable)[number]

export const newErasureSchema = z
  .strictObject({
    ground: z.enum(erasureGrounds).meta({ description: 'GDPR article 17 (1) a to e.' }),
    despite: z.array(z.enum(passable)).max(passable.length).optional().meta({
      description: 'Erase though a balance is open, which stays under the account’s id, or a subscription runs, which ends.',
    }),
  })
  .meta({ id: 'NewErasure' })

export const erasureSchema = z
  .strictObject({ account: idSchema('account'), erasedAt: instantSchema, ground: z.enum(erasureGrounds) })
  .meta({ id: 'Erasure' })

export const exportCursor = z.string().max(1000)

const personalRowSchema = z
  .strictObject({
    table: z.string().meta({ example: 'consents' }),
    row: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PersonalRow', description: 'One row as it is kept; of a batch, the records the device signed in it.' })

export const personalRowsSchema = pageSchema(personalRowSchema, 'PersonalRows')
