import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { FormToken } from '../frame/page.tsx'
import { backtestWords } from './backtest-words.ts'
import { catalogueWords } from './catalogue-words.ts'

/** What is asked for, as it was typed. */
export interface AskedBacktest {
  readonly source: string
  readonly from: string
  readonly to: string
  readonly offer: string
}

export const backtestPath = '/console/catalogue/backtest'

interface Props {
  readonly view: ConsoleView
  readonly asked: AskedBacktest
  readonly isMonthsWrong?: boolean
  /** The draft goes along unseen: it stands elsewhere on the page. */
  readonly hasDraftHidden?: boolean
}

/** Where a draft is tried on past months. */
export function BacktestForm({ view, asked, isMonthsWrong = false, hasDraftHidden = false }: Props) {
  const words = backtestWords[view.language]
  const fault = isMonthsWrong ? words.monthsWrong : undefined
  return (
    <section aria-labelledby="backtest">
      <h2 id="backtest">{hasDraftHidden ? words.title : words.draftAndMonths}</h2>
      <p>{words.intro}</p>
      <form method="post" action={backtestPath}>
        <FormToken view={view} />
        {hasDraftHidden ? (
          <HiddenDraft view={view} source={asked.source} />
        ) : (
          <div class="field wide">
            <label for="draft">{catalogueWords[view.language].source}</label>
            <textarea id="draft" name="source" class="code" spellcheck={false} required>
              {asked.source}
            </textarea>
          </div>
        )}
        <Field name="first-month" label={words.fromMonth} fault={fault}>
          <input {...described('first-month', { fault })} name="from" type="month" value={asked.from} required />
        </Field>
        <Field name="last-month" label={words.toMonth}>
          <input {...described('last-month', {})} name="to" type="month" value={asked.to} required />
        </Field>
        <Field name="of-offer" label={words.offerOnly}>
          <input {...described('of-offer', {})} name="offer" value={asked.offer} />
        </Field>
        <button type="submit">{words.run}</button>
      </form>
    </section>
  )
}

export function HiddenDraft({ view, source }: { readonly view: ConsoleView; readonly source: string }) {
  return (
    <textarea name="source" hidden aria-label={catalogueWords[view.language].source}>
      {source}
    </textarea>
  )
}
