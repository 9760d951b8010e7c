import { refusals } from '@octroi/shared/decisions/refusals'
import { expect, test } from 'vitest'

test('the table of refusals is generated from the code', async () => {
  const rows = Object.entries(refusals).map(([code, { sentence, cure }]) => `| \`${code}\` | ${sentence} | ${cure} |`)
  const page = [
    '# Refusals',
    '',
    'Why an action is refused, by the hub or by a device. The codes are stable; the hub answers with them as the `code` of',
    'an `application/problem+json`, a device at its local interface likewise, and in its journal.',
    '',
    '| code | what it means | what to do |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ]
  await expect(page.join('\n')).toMatchFileSnapshot('../../../docs/reference/refusals.md')
})

test.each(Object.entries(refusals))('%s is a sentence with a cure', (code, { sentence, cure }) => {
  expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/)
  expect(sentence).toMatch(/^[A-Z].*\.$/)
  expect(cure).toMatch(/^[A-Z].*\.$/)
})
