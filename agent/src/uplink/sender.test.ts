import type { SealedBatch } from '@octroi/shared/proof/seal-batch'
import type { SeqRange } from '@octroi/shared/wire/messages/journal'
import { expect, test } from 'vitest'
import { Sender } from './sender.ts'
import { inFlightAtMost } from './sync.ts'

const hashOf = (first: number): Uint8Array => new Uint8Array(32).fill(first)
const batch = (first: number): SealedBatch => ({
  first,
  last: first,
  payloadHash: hashOf(first),
  envelope: Uint8Array.of(first),
})

/** A journal of batches of one record each, and a link that notes what goes out; the hub answers only when it is told to. */
function sending(sealedThrough: number, damaged: readonly number[] = []) {
  const sealed = Array.from({ length: sealedThrough }, (_, index) => batch(index + 1))
  const gone = new Set<number>()
  const find = ({ first, last }: SeqRange, limit: number): Promise<readonly SealedBatch[]> =>
    Promise.resolve(sealed.filter((each) => each.last >= first && each.first <= last && !gone.has(each.first)).slice(0, limit))
  const published: string[] = []
  const sender = new Sender({
    journal: { covering: find, unacknowledged: find },
    link: {
      publish: async (lane, [first]) => {
        published.push(`${lane} ${first}`)
      },
    },
    monotonicMs: () => 1000,
    sealedThrough,
    jumpedThrough: 0,
    isIntact: ({ first }) => !damaged.includes(first),
    onDamaged: async ({ first }) => {
      gone.add(first)
    },
    onFatal: (error) => {
      throw error
    },
  })
  const seal = (first: number): void => {
    sealed.push(batch(first))
    sender.wake()
  }
  const answer = (first: number): void => {
    const common = { device: 'dev_1', boot: new Uint8Array(16), head: hashOf(0), missing: [], quarantined: [], time: 0 } as const
    sender.receiptTaken({ ...common, through: 0, answers: hashOf(first) })
  }
  const settled = async (): Promise<readonly string[]> => {
    await sender.settled()
    return published.splice(0)
  }
  return { sender, seal, answer, settled }
}

test('what just happened goes out though weeks of backlog wait, behind what is already on its way and no more', async () => {
  const { sender, seal, answer, settled } = sending(200)
  sender.wake()
  expect(await settled()).toEqual(Array.from({ length: inFlightAtMost }, (_, index) => `backlog ${index + 1}`))
  seal(201)
  expect(await settled()).toEqual(['up 201'])
  seal(202)
  answer(1)
  expect(await settled()).toEqual(['up 202', 'backlog 9'])
})

test('a damaged batch goes out once, as evidence, and the others go on in its place', async () => {
  const { sender, seal, answer, settled } = sending(3, [2])
  sender.wake()
  expect((await settled()).toSorted()).toEqual(['backlog 1', 'backlog 2', 'backlog 3'])
  seal(4)
  answer(1)
  expect(await settled()).toEqual(['up 4'])
})
