import { describe, expect, test } from 'vitest'
import { isTest, projectFiles } from '../kit/source-files.ts'

const files = projectFiles('.ts', '.tsx', '.mjs')
const sources = files.filter((file) => !isTest(file))
const lengths = sources.map(({ text }) => text.split('\n').length - 1).toSorted((left, right) => left - right)

function percentile(share: number): number {
  return lengths[Math.ceil(lengths.length * share) - 1] ?? 0
}

describe('sizes', () => {
  test('half of the files have at most 100 lines', () => expect(percentile(0.5)).toBeLessThanOrEqual(100))
  test('nine of ten have at most 320', () => expect(percentile(0.9)).toBeLessThanOrEqual(320))
  test('none has more than 500', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 500).map(({ path }) => path)).toEqual([])
  })
})

describe('names', () => {
  test('no folder or file for things without a name', () => {
    const dumps = /(?:^|\/)(?:utils?|helpers?|common|misc|types)(?:\/|\.tsx?$)/
    expect(files.filter(({ path }) => dumps.test(path)).map(({ path }) => path)).toEqual([])
  })

  test('no barrel that exports everything again', () => {
    expect(
      sources.filter(({ path, text }) => /\/index\.tsx?$/.test(path) || /^export \* from/m.test(text)).map(({ path }) => path),
    ).toEqual([])
  })

  test('files are named in lower case with dashes', () => {
    const name = /^(?:[\w-]+\/)*\d*[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:tsx?|mjs)$/
    expect(files.filter(({ path }) => !name.test(path)).map(({ path }) => path)).toEqual([])
  })
})

test('nothing is left undone in the text', () => {
  const marks = new RegExp(
    `\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['X', 'XX'].join('')}|${['HA', 'CK'].join('')})\\b`,
  )
  expect(
    projectFiles('.ts', '.tsx', '.mjs', '.md', '.yaml', '.json')
      .filter(({ text }) => marks.test(text))
      .map(({ path }) => path),
  ).toEqual([])
})

test('a skipped test says why', () => {
  const silent = files.filter(
    ({ path, text }) => path.endsWith('.test.ts') && /\b(?:test|describe|it)\.(?:skip|todo|only)\b/.test(text),
  )
  expect(silent.map(({ path }) => path)).toEqual([])
})

test('a test stands beside every pricing model', () => {
  const inModels = files.filter(({ path }) => /^hub\/src\/rating\/models\/[^/]+\.ts$/.test(path))
  const models = inModels.filter((file) => !isTest(file) && /^export function /m.test(file.text)).map(({ path }) => path)
  const tested = new Set(inModels.filter(isTest).map(({ path }) => path.replace(/\.test\.ts$/, '.ts')))
  expect(models.length).toBeGreaterThanOrEqual(6)
  expect(models.filter((path) => !tested.has(path))).toEqual([])
})
