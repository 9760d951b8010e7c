import { openApiDocument } from '@octroi/hub/http/api-document'
import { createApp } from '@octroi/hub/http/app'
import { expect, test } from 'vitest'
import { unheard } from '../kit/unheard.ts'

/** The API as partners see it. A change here is a change for them: commit it knowingly. */
const app = createApp({
  storage: undefined as never,
  environment: undefined as never,
  origins: () => [],
  ...unheard,
  onDefect: () => undefined,
})
const document = openApiDocument(app)

test('the OpenAPI document is the committed one', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/reference/openapi.json')
})

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, operation]) => ({
    name: `${method} ${path}`,
    operation,
  })),
)

test('every operation says what it does and where it belongs', () => {
  const silent = operations.filter(({ operation }) => operation.summary === undefined || operation.tags?.length !== 1)
  expect(silent.map(({ name }) => name)).toEqual([])
})

test('every failure is a problem', () => {
  const other = operations.flatMap(({ name, operation }) =>
    Object.entries(operation.responses)
      .filter(([status, { content }]) => Number(status) >= 400 && content?.['application/problem+json'] === undefined)
      .map(([status]) => `${name} ${status}`),
  )
  expect(other).toEqual([])
})
