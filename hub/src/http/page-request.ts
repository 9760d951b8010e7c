import type { PageRequest } from '../page.ts'

const defaultLimit = 50

export function pageRequest({
  limit,
  after,
}: {
  readonly limit?: string | undefined
  readonly after?: string | undefined
}): PageRequest {
  return { limit: limit === undefined ? defaultLimit : Number(limit), ...(after === undefined ? {} : { after }) }
}
