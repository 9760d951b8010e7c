import type { Told } from './measure.ts'

/** A report for people: a line for each figure. */
export function textOf(title: string, list: readonly Told[]): string {
  const lines = list.map(lineOf)
  const [first] = list
  if (first !== undefined && 'isFlat' in first) {
    const counts = first.ms.map(({ rows: count }) => count.toLocaleString('en').padStart(10)).join('')
    lines.unshift(`${counts}     ratio`)
  }
  return `${title}\n${lines.join('\n')}\n`
}

function lineOf(each: Told): string {
  if ('bytes' in each) return `${each.bytes.toLocaleString('en').padStart(12)} B   ${each.what}`
  if ('count' in each) return `${each.count.toLocaleString('en').padStart(12)}     ${each.what}`
  if ('hex' in each) return `${each.what}\n${each.hex}`
  if ('isFlat' in each) {
    const times = each.ms.map(({ ms }) => ms.toFixed(1).padStart(10)).join('')
    return `${times}${each.ratio.toFixed(2).padStart(10)} ×  ${each.what}${each.isFlat ? '' : '  NOT FLAT'}`
  }
  const { what, perSecond, ratios = {}, ms } = each
  const compared = Object.entries(ratios).map(([to, ratio]) => `${ratio.toFixed(2)} × ${to}`)
  const took = ms === undefined ? '' : `, p50 ${ms.p50Ms} ms, p99 ${ms.p99Ms} ms`
  return `${perSecond.toLocaleString('en').padStart(12)} /s  ${what}${took}${compared.length === 0 ? '' : `  (${compared.join(', ')})`}`
}
