import { z } from 'zod'
import { instantSchema, keySchema, pageSchema } from './shapes.ts'
import { versionScopes } from './vocabulary.ts'

export const publishQuerySchema = z.strictObject({
  effectiveFrom: instantSchema.optional().meta({ description: 'When the version takes effect; now where it is absent.' }),
  touches: z.enum(versionScopes).optional().meta({
    description:
      'Who is rated by it: `new` subscriptions only, as where it is absent; all at their next `renewal`; or all from the `date`.',
  }),
})

const versionFields = {
  version: z.number().int(),
  effectiveFrom: instantSchema,
  publishedAt: instantSchema,
  touches: z.enum(versionScopes).meta({ description: 'Whose prices it changes.' }),
  offers: z.array(z.strictObject({ key: z.string(), name: z.string(), currency: z.string() })),
}

export const catalogueVersionSchema = z.strictObject(versionFields).meta({ id: 'CatalogueVersion' })

/** What became of a publication: the version, and whom it leaves where they are. */
export const publishedVersionSchema = z
  .strictObject({
    ...versionFields,
    staysBehind: z
      .array(
        z.strictObject({
          offer: keySchema,
          reason: z.enum(['not_offered', 'other_currency', 'other_sale', 'other_wallet', 'other_periods']),
        }),
      )
      .meta({ description: 'Offers of the version before whose subscriptions it does not touch, though it touches others.' }),
  })
  .meta({ id: 'PublishedVersion' })
export const catalogueVersionsSchema = pageSchema(catalogueVersionSchema, 'CatalogueVersions')

export const catalogueChangesQuerySchema = z.strictObject({
  from: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a version number')
    .optional()
    .meta({ description: 'The version to compare with; the one before where it is absent.' }),
})

export const catalogueChangesSchema = z
  .strictObject({
    from: z.number().int(),
    to: z.number().int(),
    changes: z.array(
      z.strictObject({
        path: z.string().meta({ example: 'offers.supply.prices.energy.bands.0.unitPrice' }),
        before: z.unknown().optional().meta({ description: 'Absent where it was added.' }),
        after: z.unknown().optional().meta({ description: 'Absent where it was removed.' }),
      }),
    ),
  })
  .meta({ id: 'CatalogueChanges' })

export const catalogueSourceSchema = z
  .strictObject({ ...versionFields, source: z.string().meta({ description: 'The YAML as it was published.' }) })
  .meta({ id: 'CatalogueSource' })
