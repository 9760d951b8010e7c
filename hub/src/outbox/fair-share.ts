import type { EndpointId } from '@octroi/shared/ids/id'

export interface Share {
  readonly limit: number
  readonly perEndpoint: number
  /** What each endpoint has under way already. */
  readonly underWay: ReadonlyMap<EndpointId, number>
}

/** The first that are due, so that no endpoint has more than its share at once. */
export function fairShare<M extends { readonly endpoint: EndpointId }>(
  due: readonly M[],
  { limit, perEndpoint, underWay }: Share,
): readonly M[] {
  const taken = new Map(underWay)
  const share: M[] = []
  for (const message of due) {
    const count = taken.get(message.endpoint) ?? 0
    if (share.length === limit) break
    if (count >= perEndpoint) continue
    taken.set(message.endpoint, count + 1)
    share.push(message)
  }
  return share
}
