import { performance } from 'node:perf_hooks'
import { consoleOf } from '../kit/console-key.ts'
import { type ConsoleList, consoleLists } from '../kit/console-lists.ts'
import { type Filled, FilledConsole } from '../kit/filled-console.ts'
import type { PageBrowser } from '../kit/page-browser.ts'
import { PostgresServer } from '../kit/postgres-server.ts'
import type { Bench, Growth } from './measure.ts'

const rounds = 7
/** Not flat is what takes more than so many times as long over all rows as over the fewest, */
const flatAtMost = 2
/** and longer by so much: less is what else the machine does. */
const noiseMs = 10

/** Every page of the operator's console over more and more rows, through the HTTP interface in this process. */
export const consoleBench: Bench = {
  title: ({ engine }) =>
    `Pages of the console over so many rows in every table, on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}: median of ${rounds}, in ms`,
  run: async ({ engine, rows }) => {
    const server = engine === 'sqlite' ? undefined : await PostgresServer.start()
    const filled = await FilledConsole.open(await server?.database())
    try {
      const browser = await consoleOf(filled.world.hub)
      const found = new Map<string, { rows: number; ms: number }[]>()
      for (const count of rows) {
        const startedAtMs = performance.now()
        await filled.fillTo(count)
        process.stderr.write(`${count.toLocaleString('en')} rows in ${Math.round(performance.now() - startedAtMs)} ms\n`)
        for (const { what, path } of pagesOf(filled, count)) {
          found.set(what, [...(found.get(what) ?? []), { rows: count, ms: await medianMs(browser, path) }])
        }
      }
      return [...found].map(([what, times]) => growthOf(what, times))
    } finally {
      await filled.close()
      await server?.stop()
    }
  },
}

interface AskedPage {
  readonly what: string
  readonly path: string
}

/** The first page of a list, one in its middle, the last one; and the first of each that it may be narrowed to. */
function pagesOf(filled: Filled, rows: number): readonly AskedPage[] {
  return consoleLists(filled)
    .flatMap((list) => [...placesOf(list, rows), ...narrowedOf(list)])
    .map((page) => ({
      ...page,
      what: named(filled, page.what),
    }))
}

function placesOf({ path, after }: ConsoleList, rows: number): readonly AskedPage[] {
  if (after === undefined) return [{ what: path, path }]
  const at = (i: number): string => `${path}?after=${encodeURIComponent(after(i))}`
  return [
    { what: path, path },
    { what: `${path}, in the middle`, path: at(rows / 2) },
    { what: `${path}, near the end`, path: at(21) },
  ]
}

function narrowedOf({ path, asked = [] }: ConsoleList): readonly AskedPage[] {
  return asked.map((fields) => ({
    what: `${path} ${Object.entries(fields)
      .map((field) => field.join('='))
      .join(' ')}`,
    path: `${path}?${new URLSearchParams(fields).toString()}`,
  }))
}

/** As it is read: who and what stands for an id, the same in every run. */
function named({ world: { owner, merchant, car }, partner }: Filled, what: string): string {
  const names = { [owner]: 'OWNER', [merchant]: 'MERCHANT', [car.device]: 'DEVICE', [partner]: 'PARTNER' }
  const known = Object.entries(names).reduce((text, [id, name]) => text.replaceAll(id, name), what)
  return known.replace(/\b([a-z]+)_[07][0-9a-z]{25}\b/g, (id, prefix: string) => `${prefix}_${id.endsWith('z') ? 'none' : 'few'}`)
}

async function medianMs(browser: PageBrowser, path: string): Promise<number> {
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const startedAtMs = performance.now()
    const { status } = await browser.get(path)
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    // The first one warms up, unless it already takes too long to be asked for again and again.
    const took = performance.now() - startedAtMs
    if (round > 0 || took > 5000) times.push(took)
    if (took > 5000) break
  }
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0
}

function growthOf(what: string, times: readonly { readonly rows: number; readonly ms: number }[]): Growth {
  const [fewest, all] = [times[0]?.ms ?? 1, times.at(-1)?.ms ?? 0]
  const ratio = all / fewest
  return {
    what,
    ms: times.map(({ rows, ms }) => ({ rows, ms: round(ms) })),
    ratio: round(ratio),
    isFlat: ratio <= flatAtMost || all - fewest <= noiseMs,
  }
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100
}
