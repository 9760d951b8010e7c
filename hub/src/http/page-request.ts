import type { pageQuerySchema } from '@octroi/shared/api/shapes'
import type { z } from 'zod'
import type { PageRequest } from '../page.ts'

const defaultLimit = 50

export function pageRequest({ limit, after }: z.infer<typeof pageQuerySchema>): PageRequest {
  return { limit: limit === undefined ? defaultLimit : Number(limit), ...(after === undefined ? {} : { after }) }
}
