import { isId } from '@octroi/shared/ids/id'
import { formatQuantity } from '@octroi/shared/money/quantity'
import { formatInstant, parseInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import type { Account } from '../../accounts/account.ts'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { type AskedChart, chartUsage, type UsageChart } from '../../usage/chart-usage.use-case.ts'
import { type UsageBucket, type UsageLevel, usageLevels } from '../../usage/usage-buckets.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile } from '../frame/listing.tsx'
import { Empty, type Fact, Facts, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { drawnOf, figuresOf, pathOf, quantitiesOf, type UsageFigures, viewsFrom } from './usage-figures.ts'
import { type UsageWords, usageWords } from './usage-words.ts'

/** What fits on a wide screen: a bar for every day of a year and a half. */
const bucketsAtMost = { least: 12, usual: 600, most: 800 }

/** One meter of a subscription: its chart, the same in figures, and both as a file. */
export function usageChartRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/usage/:subscription/:price', (context) => chartPage(context, dependencies))
    .get('/usage/:subscription/:price/series', (context) => seriesOf(context, dependencies))
    .get('/usage/:subscription/:price/series.csv', (context) => chartFile(context, dependencies))
}

/** What the address names; undefined where nothing could be found by it. */
function askedChart({ req }: Context<HttpEnv>): AskedChart | undefined {
  const { subscription = '', price = '' } = req.param() as Readonly<Record<string, string>>
  const { from = '', until = '', room = '', level } = req.query()
  const [fromMs, untilMs] = [parseInstant(from), parseInstant(until)]
  const isWhole = from === '' && until === ''
  if (!isId('subscription', subscription) || (room !== '' && !/^\d{1,4}$/.test(room))) return undefined
  if (!isWhole && (fromMs === undefined || untilMs === undefined || fromMs >= untilMs)) return undefined
  const fitting = Math.min(Math.max(room === '' ? bucketsAtMost.usual : Number(room), bucketsAtMost.least), bucketsAtMost.most)
  const named = usageLevels.find((each) => each === level)
  return {
    subscription,
    price,
    ...(fromMs === undefined || untilMs === undefined ? {} : { span: { fromMs, untilMs } }),
    detail: named === undefined ? { bucketsAtMost: fitting } : { level: named },
  }
}

async function readChart(
  context: Context<HttpEnv>,
  { storage }: HttpDependencies,
  asked: AskedChart | undefined,
): Promise<{ readonly chart: UsageChart; readonly account: Account | undefined } | undefined> {
  if (asked === undefined) return undefined
  return storage.read(context.get('caller').tenant, async (stores) => {
    const found = await chartUsage(stores, asked)
    if (!found.ok) return undefined
    return { chart: found.value, account: await stores.accounts.get(found.value.subscription.account) }
  })
}

async function seriesOf(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const asked = askedChart(context)
  // A level of the reader's choosing may be very fine: that is for the file alone.
  const found = asked && 'bucketsAtMost' in asked.detail ? await readChart(context, dependencies, asked) : undefined
  if (found === undefined) return context.json({}, 404)
  const view = context.get('consoleView')
  return context.json(shownOf(view, found.chart))
}

/** All that the script shows of a view. */
function shownOf(view: ConsoleView, chart: UsageChart) {
  const views = Object.entries(viewsFrom(chart)).map(([name, span]) => [name, pathOf(chart, span)] as const)
  return {
    ...drawnOf(chart),
    ...figuresOf(view, chart),
    span: chart.span,
    level: usageWords[view.language].levels[chart.level],
    views: { ...Object.fromEntries(views), all: pathOf(chart), csv: csvPath(chart), finest: csvPath(chart, 'half_hour') },
  }
}

function csvPath(chart: UsageChart, level: UsageLevel = chart.level): string {
  return `${pathOf(chart, chart.span, '/series.csv')}&level=${level}`
}

const bucketsPerRead = 500
const lengthMs: Readonly<Record<UsageLevel, number>> = { half_hour: 1, hour: 2, day: 48, month: 1440 }

/** The buckets of a view, a part at a time; a whole view at the finest level may be very long. */
async function chartFile(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const asked = askedChart(context)
  const found = await readChart(context, dependencies, asked && { ...asked, detail: { level: 'month' } })
  if (asked === undefined || found === undefined) return saidPage(context, context.get('consoleView'), 'notFound')
  const { chart } = found
  const whole = asked.span ?? chart.whole ?? chart.span
  const level = 'level' in asked.detail ? asked.detail.level : chart.level
  const partMs = bucketsPerRead * lengthMs[level] * 1_800_000
  return csvFile<UsageBucket>(context, dependencies, {
    name: `usage-${asked.price}`,
    columns: fileColumns(chart),
    slice: async (stores, { after }) => {
      const fromMs = after === undefined ? whole.fromMs : Number(after)
      const span = { fromMs, untilMs: Math.min(fromMs + partMs, whole.untilMs) }
      const part = await chartUsage(stores, { ...asked, span, detail: { level } })
      const items = part.ok ? part.value.buckets : []
      const nextMs = items.at(-1)?.untilMs ?? whole.untilMs
      return { items, ...(nextMs < whole.untilMs ? { next: String(nextMs) } : {}) }
    },
  })
}

function fileColumns(chart: UsageChart): readonly Column<UsageBucket>[] {
  const names = chart.bands.length === 1 ? chart.bands : [...chart.bands, 'total']
  const time = (name: 'from' | 'until', ms: (bucket: UsageBucket) => number): Column<UsageBucket> => {
    const text = (bucket: UsageBucket): string => formatInstant(ms(bucket))
    return { name, head: name, cell: text, text }
  }
  const sums = names.map((name, index): Column<UsageBucket> => {
    const text = (bucket: UsageBucket): string => formatQuantity(quantitiesOf(chart, bucket)[index] ?? 0n)
    return { name: `${name} ${chart.price.meter.unit}`, head: name, cell: text, text }
  })
  return [time('from', ({ fromMs }) => fromMs), time('until', ({ untilMs }) => untilMs), ...sums]
}

async function chartPage(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const asked = askedChart(context)
  const found = asked && 'bucketsAtMost' in asked.detail ? await readChart(context, dependencies, asked) : undefined
  if (found === undefined) return saidPage(context, view, 'notFound')
  const { chart, account } = found
  const words = usageWords[view.language]
  return context.html(
    <Page
      view={view}
      title={chart.price.name}
      section="usage"
      above={<a href="/console/usage">{view.words.sections.usage}</a>}
      scripts={['uplot.js', 'usage.js']}
      styles={['uplot.css', 'usage.css']}
    >
      <div id="usage-facts" data-topics="usage">
        <Facts facts={factsOf(view, words, chart, account)} />
      </div>
      {chart.whole === undefined ? (
        <Empty>{words.nothingYet}</Empty>
      ) : (
        <Charted view={view} words={words} chart={chart} figures={figuresOf(view, chart)} />
      )}
    </Page>,
  )
}

function factsOf(
  { formats }: ConsoleView,
  words: UsageWords,
  { subscription, offerName, price, whole }: UsageChart,
  account: Account | undefined,
): readonly (Fact | undefined)[] {
  const { id, device, zone } = subscription
  return [
    [words.account, <a href={`/console/accounts/${subscription.account}`}>{account?.name ?? subscription.account}</a>],
    [
      words.offer,
      <>
        {offerName} <span class="id">{id}</span>
      </>,
    ],
    [words.device, device === undefined ? words.allDevices : <a href={`/console/devices/${device}`}>{device}</a>],
    [words.unit, price.meter.unit],
    [words.zone, zone],
    whole && [words.told, formats.interval(whole.fromMs, whole.untilMs)],
  ]
}

interface ChartedProps {
  readonly view: ConsoleView
  readonly words: UsageWords
  readonly chart: UsageChart
  readonly figures: UsageFigures
}

function Charted({ view, words, chart, figures }: ChartedProps) {
  const views = viewsFrom(chart)
  const { price, subscription, bands, level, span } = chart
  const ways = [
    ['closer', views.closer],
    ['wider', views.wider],
    ['earlier', views.earlier],
    ['later', views.later],
    ['all', undefined],
  ] as const
  const heads = JSON.stringify(figures.heads.slice(0, bands.length))
  return (
    <section class="usage">
      <nav class="views" aria-label={words.views}>
        {ways.map(([name, to]) => (
          <a href={pathOf(chart, to)} data-view={name}>
            {words[name]}
          </a>
        ))}
        <span class="under" id="usage-level" role="status">
          {words.levels[level]}
        </span>
      </nav>
      <div
        id="usage-chart"
        role="img"
        aria-label={words.chart(price.name)}
        data-series={pathOf(chart, undefined, '/series')}
        data-from={span.fromMs}
        data-until={span.untilMs}
        data-zone={subscription.zone}
        data-unit={price.meter.unit}
        data-bands={heads}
        data-when={words.time}
        hidden
      ></div>
      <p class="under" id="usage-how" hidden>
        {words.howTo}
      </p>
      <FiguresTable words={words} figures={figures} />
      <p class="pager">
        <a href={csvPath(chart, 'half_hour')} data-view="finest" download>
          {words.csvFinest}
        </a>
        <a href={csvPath(chart)} data-view="csv" download>
          {view.words.exportCsv}
        </a>
      </p>
    </section>
  )
}

function FiguresTable({ words, figures: { heads, rows } }: Pick<ChartedProps, 'words' | 'figures'>) {
  return (
    <>
      <h2>{words.figures}</h2>
      <div class="table figures-table" role="region" aria-label={words.figures} tabindex={0}>
        <table>
          <caption class="heard">{words.figures}</caption>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              {heads.map((head) => (
                <th scope="col" class="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody id="usage-figures">
            {rows.map(({ label, href, cells }) => (
              <tr>
                <th scope="row">{href === undefined ? label : <a href={href}>{label}</a>}</th>
                {cells.map((cell) => (
                  <td class="number">{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
