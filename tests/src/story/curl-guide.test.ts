import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeBlocks } from '../kit/markdown.ts'
import { RunningHub } from '../kit/running-hub.ts'
import { root } from '../kit/source-files.ts'

/** Runs the guides as somebody pastes them into a shell, one after the other, and holds each answer against what they say. */
let hub: RunningHub
let answers: readonly Answer[]

interface Answer {
  readonly status: string
  readonly body: unknown
}

const pages = await Promise.all(['curl-guide.md', 'usage-events.md'].map((page) => readFile(join(root, 'docs', page), 'utf8')))
const guide = pages.flatMap(codeBlocks)
const steps = guide.flatMap(({ language, code }, index) =>
  language === 'sh' ? [{ code, expected: guide[index + 1] ?? { language: 'none', code: '' } }] : [],
)
const mark = '@@ the end of a block'

beforeAll(async () => {
  hub = await RunningHub.start()
  const script = steps.map(({ code }) => `${code}\nprintf '\\n%s\\n' '${mark}'`).join('\n')
  const printed = await bash(`set -eu -o pipefail\n${script}\n`)
  answers = printed
    .split(mark)
    .slice(0, -1)
    .map((text) => answerOf(text.trim().split('\n')))
})
afterAll(() => hub.stop())

async function bash(script: string): Promise<string> {
  const operator = (await readFile(join(hub.folder, 'operator-key'), 'utf8')).trim()
  const env = { PATH: process.env.PATH, HUB: hub.hub.origin, OPERATOR: operator }
  const child = spawn('bash', ['--noprofile', '--norc', '-c', script], {
    cwd: hub.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told = { output: '', errors: '' }
  child.stdout.on('data', (chunk: Buffer) => (told.output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (told.errors += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0 && told.errors === '') resolve(told.output)
      else reject(new Error(`bash ended with ${code}: ${told.errors}\n${told.output.slice(-2000)}`))
    })
  })
}

/** The last answer of a block: its body on one line, its status on the next. */
function answerOf(lines: readonly string[]): Answer {
  return { status: lines.at(-1) ?? '', body: JSON.parse(lines.at(-2) ?? '') as unknown }
}

/** Where an answer is not what the guide says: `…` stands for anything, in a text, as a value, or as more fields. */
function differences(expected: unknown, found: unknown, path: string): readonly string[] {
  if (expected === '…') return found === undefined ? [`${path} is missing`] : []
  if (Array.isArray(expected) && Array.isArray(found)) {
    const short = expected.length === found.length ? [] : [`${path} has ${found.length} items, not ${expected.length}`]
    return [...short, ...expected.flatMap((each, index) => differences(each, found[index], `${path}[${index}]`))]
  }
  if (isObject(expected) && isObject(found)) {
    const more = '…' in expected ? [] : Object.keys(found).filter((name) => !(name in expected))
    const names = Object.keys(expected).filter((name) => name !== '…')
    return [
      ...more.map((name) => `${path}.${name} is not in the guide`),
      ...names.flatMap((name) => differences(expected[name], found[name], `${path}.${name}`)),
    ]
  }
  return fits(expected, found) ? [] : [`${path} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`]
}

function fits(expected: unknown, found: unknown): boolean {
  if (typeof expected !== 'string' || typeof found !== 'string' || !expected.includes('…')) return expected === found
  const [start = '', end = ''] = expected.split('…', 2)
  return found.length > start.length + end.length && found.startsWith(start) && found.endsWith(end)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test('the guide has a block for every step, each with its answer', () => {
  expect(steps.length).toBeGreaterThan(15)
  expect(steps.filter(({ expected }) => expected.language !== 'json').map(({ code }) => code)).toEqual([])
})

test.each(steps.map(({ code, expected }, index) => [code.trim().split('\n').at(-1) ?? '', index, expected.code] as const))(
  '%s',
  (_last, index, expected) => {
    const lines = expected.trim().split('\n')
    const answer = answers[index]
    expect([answer?.status, differences(JSON.parse(lines[0] ?? ''), answer?.body, '')]).toEqual([lines[1], []])
  },
)

test.each([
  [{ a: 1 }, { a: 1, b: 2 }, ['.b is not in the guide']],
  [{ a: 1, '…': '…' }, { a: 1, b: 2 }, []],
  [{ a: '…' }, {}, ['.a is missing']],
  [['x_…'], ['y_1'], ['[0] is "y_1", not "x_…"']],
  [[], [1], [' has 1 items, not 0']],
  [{ a: { b: 1 } }, { a: 'text' }, ['.a is "text", not {"b":1}']],
])('%j is held against %j', (expected, found, said) => {
  expect(differences(expected, found, '')).toEqual(said)
})
