import { describe, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'

const read = (...argv: string[]) => readArguments(argv, '/home/someone')

test('defaults', () => {
  expect(read()).toEqual({
    ok: true,
    value: { once: false, json: false, dataDir: '/home/someone/.octroi', httpPort: 8080, mqttPort: 1883 },
  })
})

test('relative paths belong to the folder the command was typed in', () => {
  expect(read('--readings', '../data/file.csv', '--month', '2013-01', '--data-dir', 'x')).toMatchObject({
    ok: true,
    value: { readings: '/home/data/file.csv', month: '2013-01', dataDir: '/home/someone/x' },
  })
})

test('help', () => expect(read('--help')).toEqual({ ok: true, value: 'help' }))

describe('faults are all told', () => {
  test.each([
    [['--http-port', '70000'], 1],
    [['--http-port', 'x', '--mqtt-port', '-1'], 1],
    [['--http-port', 'x', '--mqtt-port', '99999'], 2],
    [['--month', '2013-13'], 1],
    [['--readings', 'file.csv'], 1],
    [['--unknown'], 1],
    [['stray'], 1],
  ])('%j', (argv, count) => {
    const result = read(...argv)
    expect(!result.ok && result.error).toHaveLength(count)
  })
})
