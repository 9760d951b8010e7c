import { z } from 'zod'

/** `application/problem+json` (RFC 9457). `code` is stable; `faults` lists everything wrong with the input. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ example: 'urn:octroi:problem:invalid_input' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().meta({ example: 'invalid_input' }),
    cure: z.string().optional().meta({ description: 'What to do about it.' }),
    faults: z
      .array(
        z.strictObject({
          path: z.string().meta({ example: 'window.until' }),
          code: z.string(),
          detail: z.string(),
          line: z.number().int().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problemSchema>

/** The body of a problem. What more a problem tells (faults, reasons) is added to it. */
export function problemBody(problem: {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
}): Problem {
  return { type: `urn:octroi:problem:${problem.code}`, ...problem }
}

export const problemMediaType = 'application/problem+json'
