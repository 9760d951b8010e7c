import { localGrantSchema } from '@octroi/shared/api/local'
import { problemSchema } from '@octroi/shared/api/problem'
import { z } from 'zod'

/** What a device answers to whoever stands before it. */
export type Presented =
  | { readonly decision: 'granted'; readonly use: number }
  | { readonly decision: 'refused'; readonly code: string; readonly sentence: string }

export async function askDevice(url: string, body: object): Promise<Presented> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.ok) return localGrantSchema.parse(await response.json())
  const { code, detail } = z.object(problemSchema.shape).parse(await response.json())
  return { decision: 'refused', code, sentence: detail }
}
