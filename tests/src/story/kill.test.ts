import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { factsOf, finished, ToldStory, toldStep } from '../kit/told-story.ts'

/**
 * Power is cut to one program at a step of the story, and everything is started again: nothing is lost, nothing is opened
 * or charged twice. The suite takes one for each program; OCTROI_KILL_STEPS=all takes every one, for every program.
 */
const programs = ['hub', 'car', 'meter', 'home'] as const
const steps = [
  ...[
    'accounts',
    'devices',
    'orders',
    'shares',
    'agents',
    'second-car',
    'lease',
    'home-offline',
    'courier',
    'refusal',
    'consent',
    'authorization',
  ],
  ...['more-permits', 'merchant-port', 'underground', 'delivery', 'return', 'confirmation', 'proof', 'passcode', 'lease-ended'],
  ...['home-return', 'delivery-month', 'meter', 'guard'],
] as const
const first = steps.indexOf('agents')
const everywhere = steps.flatMap((step, index) =>
  programs.filter((program) => program === 'hub' || index >= first).map((program) => [program, step] as const),
)
const some: typeof everywhere = [
  ['car', 'underground'],
  ['hub', 'delivery'],
  ['meter', 'delivery-month'],
  ['home', 'home-offline'],
]
const chosen = process.env.OCTROI_KILL_STEPS === 'all' ? everywhere : some
const isLinux = process.platform === 'linux'
const note = isLinux ? '' : ' (skipped: it finds processes by /proc, which only Linux has)'

let story: ToldStory
beforeEach(async () => {
  story = await ToldStory.prepare()
})
afterEach(() => story.clear())

test.runIf(isLinux).each(chosen)(`SIGKILL to the %s after step %s${note}`, { timeout: 60_000 }, async (program, step) => {
  const cut = story.start('--once', '--json')
  const ended = finished(cut)
  await toldStep(cut, step)
  await killProgram(join(story.dataDir, program))
  const { code, stderr } = await ended
  // The last step may have ended before the death was noticed.
  expect([0, 1]).toContain(code)
  expect(code === 0 || /ended \(SIGKILL\)|Step \S+ failed/.test(stderr), stderr).toBe(true)

  const again = await story.tell()
  expect(again.code, again.stderr).toBe(0)
  expect(factsOf(again, 'return')).toMatchObject({ timeline: ['granted', 'actuated', 'opened', 'closed', 'secured'] })
  expect(factsOf(again, 'merchant-bill').drafts[0].total).toEqual({ amount: '4.80', currency: 'EUR' })
  expect(factsOf(again, 'trial-balance').totals).toEqual([{ currency: 'EUR', amount: '0.00' }])
  expect(factsOf(again, 'statements').statements.map(({ amount }: { amount: string }) => amount)).toEqual(['1.44', '0.48'])
  expect(factsOf(again, 'meter').readings).toBeGreaterThan(1300)
  const [draft, home] = factsOf(again, 'household-bill').drafts
  expect(factsOf(again, 'home-return')).toMatchObject({ scenes: 2 })
  expect(Number(home.lines[0].quantity)).toBe(factsOf(again, 'guard').hours)
  const metered = draft.lines.filter(({ unit }: { unit: string }) => unit === 'kWh')
  const billed = metered.reduce((sum: number, { quantity }: { quantity: string }) => sum + Math.round(Number(quantity) * 1e6), 0)
  expect(billed).toBe(Math.round(Number(factsOf(again, 'meter').kWh) * 1e6))
})

/** Kills the process that was started with this data directory. */
async function killProgram(dataDir: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (environment.split('\0').includes(`OCTROI_DATA_DIR=${dataDir}`)) process.kill(Number(pid), 'SIGKILL')
  }
}
