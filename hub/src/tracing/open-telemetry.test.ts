import { describe, expect, test } from 'vitest'
import { openTelemetry, traceOfLine } from './open-telemetry.ts'

describe('without an SDK', () => {
  const tracing = openTelemetry()

  test('a step is its work, and its error is passed on', async () => {
    const about = { kind: 'internal', facts: { 'octroi.sample': 1 } } as const
    expect(await tracing.step('sample', about, async (step) => (step.note({ more: 2 }), step.rename('other'), 'done'))).toBe(
      'done',
    )
    const failing = tracing.step('sample', about, () => Promise.reject(new Error('of the work')))
    await expect(failing).rejects.toThrow('of the work')
  })

  test('nothing is told to whoever is called, to the log, or sent at the end', async () => {
    const from = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    const told = tracing.step('sample', { kind: 'server', from }, async () => ({ ...tracing.headers(), ...traceOfLine() }))
    expect(await told).toEqual({})
    await tracing.flush()
  })
})
