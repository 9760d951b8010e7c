// Draws the chart of a meter, and goes closer and wider without leaving the page. Its figures come as the page has them.
'use strict'

/** A bar, or as good as one, for every so many pixels. */
const pixelsPerBar = 1.8

function startChart() {
  const place = document.getElementById('usage-chart')
  if (place === null) return
  place.hidden = false
  document.getElementById('usage-how').hidden = false
  const chart = new Chart(place)
  void chart.show(location.search)
  addEventListener('popstate', () => void chart.show(location.search))
  document.addEventListener('replaced', () => void chart.show(location.search))
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.draw())
  let settled
  new ResizeObserver(() => {
    clearTimeout(settled)
    settled = setTimeout(() => chart.fit(), 150)
  }).observe(place)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-view], #usage-figures a') : null
    if (link === null || link.hasAttribute('download') || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    chart.go(link.href)
  })
}

class Chart {
  constructor(place) {
    this.place = place
    this.bands = JSON.parse(place.dataset.bands)
    this.asked = 0
  }

  go(address) {
    const { pathname, search } = new URL(address, location.href)
    history.pushState(null, '', pathname + search)
    void this.show(search)
  }

  /** Reads what an address shows. Of several that are asked for at once the last one counts. */
  async show(search) {
    const asked = ++this.asked
    const query = new URLSearchParams(search)
    query.set('room', String(Math.max(12, Math.min(800, Math.floor(this.width() / pixelsPerBar)))))
    this.place.classList.add('waiting')
    const response = await fetch(`${this.place.dataset.series}?${query}`).catch(() => undefined)
    const shown = response?.ok ? await response.json() : undefined
    if (asked !== this.asked) return
    this.place.classList.remove('waiting')
    if (shown === undefined) return
    this.shown = shown
    this.draw()
    this.write()
  }

  width() {
    return this.place.clientWidth || 800
  }

  fit() {
    if (this.plot === undefined || this.plot.width === this.width()) return
    void this.show(location.search)
  }

  draw() {
    if (this.shown === undefined) return
    const hadPlot = this.plot
    const { starts, sums, span } = this.shown
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } }
    // Each band stands on those before it; the highest is drawn first, so that the others lie over it.
    const stacked = sums.map((_, band) => starts.map((_, at) => sums.slice(0, band + 1).reduce((sum, own) => sum + own[at], 0)))
    const order = sums.map((_, band) => band).toReversed()
    const series = order.map((band) => ({
      label: this.bands[band] ?? '',
      fill: colour(`--band-${(band % 5) + 1}`),
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars({ size: [0.92, 90], align: 1 }),
      value: (_plot, _drawn, _series, at) => (at === null || at === undefined ? '' : this.cell(at, band)),
    }))
    const when = { label: this.place.dataset.when, value: (_plot, _drawn, _series, at) => this.shown.rows[at]?.label ?? '' }
    this.plot = new uPlot(
      {
        width: this.width(),
        height: 320,
        padding: [12, 28, 0, 0],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), this.place.dataset.zone),
        series: [when, ...series],
        axes: [
          { ...axis, values: axisTimes },
          { ...axis, size: axisWidth, label: this.place.dataset.unit, labelSize: 22 },
        ],
        scales: {
          x: { range: () => [span.fromMs / 1000, span.untilMs / 1000] },
          y: { range: (_plot, least, most) => [Math.min(0, least), most * 1.05 || 1] },
        },
        cursor: {
          drag: { x: true, y: false, setScale: false },
          y: false,
          points: { show: false },
          bind: { dblclick: () => () => this.go(this.shown.views.wider) },
        },
        legend: { markers: { width: 0 } },
        hooks: { setSelect: [(plot) => this.select(plot)] },
      },
      [starts, ...order.map((band) => stacked[band])],
      this.place,
    )
    hadPlot?.destroy()
  }

  cell(at, band) {
    const figure = this.shown.rows[at]?.cells[band]
    return figure === undefined ? '' : `${figure} ${this.place.dataset.unit}`
  }

  select(plot) {
    const { left, width } = plot.select
    if (width < 4) return
    const [from, until] = [left, left + width].map((x) => new Date(plot.posToVal(x, 'x') * 1000).toISOString())
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.go(`?${new URLSearchParams({ from, until })}`)
  }

  /** The table and the ways from here, as the page would have written them. */
  write() {
    const { rows, views, level } = this.shown
    document.getElementById('usage-level').textContent = level
    for (const link of document.querySelectorAll('a[data-view]')) link.href = views[link.dataset.view]
    document.getElementById('usage-figures').replaceChildren(...rows.map(rowOf))
  }
}

function rowOf({ label, href, cells }) {
  const row = document.createElement('tr')
  const head = document.createElement('th')
  head.scope = 'row'
  if (href === undefined) head.textContent = label
  else head.append(Object.assign(document.createElement('a'), { href, textContent: label }))
  const figures = cells.map((cell) => Object.assign(document.createElement('td'), { className: 'number', textContent: cell }))
  row.append(head, ...figures)
  return row
}

/** Times under the chart, in the language of the page: the day where one begins, the time within it. */
function axisTimes(plot, splits, _axis, _space, stepSeconds) {
  const { lang } = document.documentElement
  const timeZone = document.getElementById('usage-chart').dataset.zone
  const format = (options) => new Intl.DateTimeFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', { ...options, timeZone })
  const [time, day, month] = [
    format({ hour: '2-digit', minute: '2-digit' }),
    format({ day: 'numeric', month: 'short' }),
    format({ month: 'short', year: 'numeric' }),
  ]
  return splits.map((seconds) => {
    const at = new Date(seconds * 1000)
    if (stepSeconds >= 28 * 86400) return month.format(at)
    const clock = time.format(at)
    return stepSeconds >= 86400 || clock === '00:00' ? day.format(at) : clock
  })
}

/** Wide enough for the longest figure. */
function axisWidth(_plot, values) {
  const longest = Math.max(0, ...(values ?? []).map((value) => value.length))
  return 18 + longest * 8
}

startChart()
