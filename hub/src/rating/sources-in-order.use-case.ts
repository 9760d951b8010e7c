import type { RatingStore, SourcePlace } from './rating.store.ts'
import type { LineKey, UsageSource } from './usage-source.ts'

const sourcesAtOnce = 200

type Sources = Pick<RatingStore, 'sourcesOf'>

/** Where several lines come from, device by device and in the order of its journal, with a part of each line in memory. */
export async function* sourcesInOrder(rating: Sources, lines: readonly LineKey[]): AsyncGenerator<UsageSource> {
  const waiting: { readonly source: UsageSource; readonly rest: AsyncGenerator<UsageSource> }[] = []
  const push = async (rest: AsyncGenerator<UsageSource>): Promise<void> => {
    const { value, done } = await rest.next()
    if (done !== true) waiting.push({ source: value, rest })
  }
  for (const line of lines) await push(sourcesOfLine(rating, line))
  while (waiting.length > 0) {
    let least = 0
    for (const [index, { source }] of waiting.entries()) {
      const before = waiting[least]
      if (before !== undefined && comesBefore(source, before.source)) least = index
    }
    const [next] = waiting.splice(least, 1)
    if (next === undefined) return
    yield next.source
    await push(next.rest)
  }
}

async function* sourcesOfLine(rating: Sources, line: LineKey): AsyncGenerator<UsageSource> {
  for (let from: SourcePlace, isMore = true; isMore; ) {
    const sources = await rating.sourcesOf(line, from, sourcesAtOnce)
    // The place a list goes on from is listed again.
    yield* from === undefined ? sources : sources.slice(1)
    const last = sources.at(-1)
    if (last !== undefined) from = placeOf(last)
    isMore = sources.length === sourcesAtOnce
  }
}

function comesBefore(left: UsageSource, right: UsageSource): boolean {
  if (left.device !== right.device) return left.device < right.device
  return placeOf(left).first < placeOf(right).first
}

function placeOf({ device, seqs, overlap }: UsageSource): NonNullable<SourcePlace> {
  return { device, first: seqs[0]?.first ?? 0, ...(overlap === undefined ? {} : { overlap }) }
}
