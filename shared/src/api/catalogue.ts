import { z } from 'zod'
import { instantSchema, pageSchema } from './shapes.ts'

export const publishQuerySchema = z.strictObject({
  effectiveFrom: instantSchema.optional().meta({ description: 'When the version takes effect; now where it is absent.' }),
})

const versionFields = {
  version: z.number().int(),
  effectiveFrom: instantSchema,
  publishedAt: instantSchema,
  offers: z.array(z.strictObject({ key: z.string(), name: z.string(), currency: z.string() })),
}

export const catalogueVersionSchema = z.strictObject(versionFields).meta({ id: 'CatalogueVersion' })
export const catalogueVersionsSchema = pageSchema(catalogueVersionSchema, 'CatalogueVersions')

export const catalogueSourceSchema = z
  .strictObject({ ...versionFields, source: z.string().meta({ description: 'The YAML as it was published.' }) })
  .meta({ id: 'CatalogueSource' })
