import { z } from 'zod'
import { instantSchema, keySchema } from './shapes.ts'
import { importKinds } from './vocabulary.ts'

export const importQuerySchema = z.strictObject({
  kind: z.enum(importKinds).meta({ description: 'What the rows are.', example: 'accounts' }),
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: says what it would do and every fault, and does nothing.' }),
  system: keySchema
    .optional()
    .meta({ description: 'Whose names stand in `externalId`; `import` where it is absent.', example: 'crm' }),
})

/** Whose names a file means that says nothing of it. */
export const usualSystem = 'import'

const importFaultSchema = z
  .strictObject({
    line: z.number().int().meta({ description: 'From 1, on which the row ends; 1 is the line that names the columns.' }),
    column: z.string().meta({ description: 'Empty for the whole row.' }),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'ImportFault' })

const importedRowSchema = z
  .strictObject({
    line: z.number().int(),
    externalId: z.string(),
    outcome: z.enum(['created', 'changed', 'unchanged']),
    id: z.string().optional().meta({ description: 'Absent of what a dry run would create.' }),
    claimCode: z
      .string()
      .optional()
      .meta({ description: 'Of a device that was registered: shown once, its agent enrols with it.' }),
    claimExpiresAt: instantSchema.optional(),
  })
  .meta({ id: 'ImportedRow' })

export const importReportSchema = z
  .strictObject({
    kind: z.enum(importKinds),
    system: z.string(),
    dryRun: z.boolean(),
    rows: z.array(importedRowSchema).meta({ description: 'Those without faults.' }),
    faults: z.array(importFaultSchema).meta({ description: 'Empty, unless it is a dry run.' }),
  })
  .meta({ id: 'ImportReport' })
