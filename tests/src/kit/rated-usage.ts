import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RateCommand, rate } from '@octroi/hub/cli/rate'
import { afterAll, beforeAll } from 'vitest'

/** Energy in tiers with a fee, scenes one by one, and talk by day and by night. */
export const rateCatalogue = `services:
  energy.supply: { name: Energy }
  alarm.guard: { name: Guard, actions: [arm] }
meters:
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
  talk: { service: energy.supply, record: reading, reading: talk, aggregation: sum, unit: second }
  scenes: { service: alarm.guard, record: performed, aggregation: count, unit: scene }
offers:
  supply:
    name: Supply
    currency: EUR
    prices:
      energy:
        model: graduated
        name: Energy
        meter: import
        unit: { name: kWh, size: "1000" }
        tiers: [{ upTo: "10", unitPrice: "0.3", flatFee: "2" }, { unitPrice: "0.205" }]
      fee: { model: flat, name: Fee, amount: "1.5", every: month, timing: arrears }
  scenes:
    name: Scenes
    currency: EUR
    prices: { scene: { model: per_unit, name: Scene, meter: scenes, unitPrice: "1" } }
  talk:
    name: Talk
    currency: EUR
    prices:
      talk:
        model: per_unit
        name: Talk
        meter: talk
        bands:
          - { name: work, unitPrice: "1", when: [{ days: [mon, tue, wed, thu, fri], from: "00:00", until: "18:00" }] }
          - { name: free, unitPrice: "0.5" }
`

let folder: string

/** Every test file says so for itself: several may run in one process, after one another. */
export function keepFilesInAFolder(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-rate-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
}

/** Where complaints name it without its folder. */
export const inFolder = (): string => folder

/** Writes a file for the tests of one test file. */
export async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

export interface Told {
  readonly code: number
  readonly said: string
  readonly complaints: readonly string[]
}

/** What `octroi rate` says of usage, each line an object or as it is written. */
export async function rated(
  usage: readonly (object | string)[],
  more: Partial<RateCommand> = {},
  source = rateCatalogue,
): Promise<Told> {
  const written = usage.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const command = { catalogue: await file('catalogue.yaml', source), usage: await file('usage.ndjson', written), ...more }
  const [said, complaints]: [string[], string[]] = [[], []]
  const code = await rate(
    command,
    (line) => said.push(line),
    (line) => complaints.push(line.replace(`${folder}/`, '')),
  )
  return { code, said: said.join('\n'), complaints }
}
