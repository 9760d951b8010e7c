import { z } from 'zod'
import { catalogueSchema } from './catalogue.ts'

/** What an editor completes and checks a catalogue by. What it cannot say, such as names that nothing bears, publishing checks. */
export function catalogueJsonSchema(): object {
  const schema = z.toJSONSchema(catalogueSchema, { target: 'draft-7', io: 'input', reused: 'ref' })
  return { ...schema, title: 'Catalogue of Octroi' }
}
