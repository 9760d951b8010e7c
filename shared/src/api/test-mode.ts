import { z } from 'zod'
import { idSchema } from './shapes.ts'
import { outcomes } from './vocabulary.ts'

export const testTwinSchema = z
  .strictObject({
    tenant: idSchema('tenant').meta({ description: 'The test twin: a tenant of its own, in which nothing is real.' }),
    operator: idSchema('account'),
    id: idSchema('apiKey'),
    token: z.string().meta({ description: 'An operator’s key of the twin, shown once.', example: 'octroi_test_…' }),
  })
  .meta({ id: 'TestTwin' })

const simulations = [
  'completed',
  'opened',
  'left_open',
  'performed',
  'failed',
  'unknown',
  'refused',
  'cancelled',
  'expired',
] as const
/**
 * What a simulated device does with a grant: `completed` opens, closes and secures, or closes what stands open; `performed`
 * carries out what opens nothing; `refused` turns it away and leaves it as it is; `cancelled` learns that it was taken back;
 * `expired` shows that its clock has passed the window.
 */
export type Simulation = (typeof simulations)[number]

export const newSimulationSchema = z.strictObject({ outcome: z.enum(simulations) }).meta({ id: 'NewSimulation' })

export const simulationSchema = z
  .strictObject({
    authorization: idSchema('authorization'),
    device: idSchema('device'),
    records: z.array(z.string()).meta({ description: 'What the simulated device signed and told, in order.' }),
    outcome: z.enum(outcomes).meta({ description: 'What the hub makes of it.' }),
  })
  .meta({ id: 'Simulation' })
