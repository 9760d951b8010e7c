import { describe, expect, test } from 'vitest'
import { StorageUnavailable } from '../../storage-unavailable.ts'
import { asUnavailable, asUnwritable, isConflict, isCut } from './faults.ts'

const coded = (code: string): Error => Object.assign(new Error('as the server or the socket says'), { code })

describe('a server that cannot be used now is unavailable', () => {
  test.each([
    ['its disk is full', coded('53100')],
    ['it has too many connections', coded('53300')],
    ['it is shutting down', coded('57P01')],
    ['it is starting', coded('57P03')],
    ['its disk fails', coded('58030')],
    ['a statement took too long', coded('57014')],
    ['nobody listens', coded('ECONNREFUSED')],
    ['its name is unknown', coded('ENOTFOUND')],
    ['it was cut off', new Error('Connection terminated unexpectedly')],
    ['every connection is taken', new Error('timeout exceeded when trying to connect')],
  ])('%s', (_what, error) => {
    expect(() => asUnavailable(error)).toThrow(StorageUnavailable)
    expect(() => asUnwritable(error)).toThrow(StorageUnavailable)
    expect(isConflict(error)).toBe(false)
  })
})

test.each([['23505'], ['22003'], ['42601'], ['']])('a defect (%s) stays what it is', (code) => {
  expect(() => asUnavailable(coded(code))).toThrow('as the server')
  expect(() => asUnwritable(coded(code))).toThrow('as the server')
})

test('a server that lets nobody write is unavailable to a writer, and no excuse for a reader that writes', () => {
  expect(() => asUnwritable(coded('25006'))).toThrow(StorageUnavailable)
  expect(() => asUnavailable(coded('25006'))).toThrow('as the server')
})

test.each([
  ['the server ended it', coded('57P01'), true],
  ['it was reset', coded('ECONNRESET'), true],
  ['it was cut off', new Error('Connection terminated unexpectedly'), true],
  ['nobody listens', coded('ECONNREFUSED'), false],
  ['every connection is taken', new Error('timeout exceeded when trying to connect'), false],
  ['a statement took too long', coded('57014'), false],
])('another connection is worth a try: %s', (_what, error, isWorthIt) => {
  expect(isCut(error)).toBe(isWorthIt)
})

test.each([['40001'], ['40P01']])('a transaction that met another (%s) may run again', (code) => {
  expect(isConflict(coded(code))).toBe(true)
})
