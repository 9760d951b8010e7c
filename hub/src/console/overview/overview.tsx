import { roundToAmount } from '@octroi/shared/money/amount'
import type { Zone } from '@octroi/shared/time/zone'
import { type Context, Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { showLink } from '../devices/device-list.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { Page } from '../frame/page.tsx'
import { LastOpenings, OpenNow } from './openings.tsx'
import { countedAtMost, type OverviewFacts, readOverview } from './overview-facts.ts'
import { overviewWords } from './overview-words.ts'

export function overviewRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/', (context) => overviewPage(context, dependencies))
}

async function overviewPage(context: Context<HttpEnv>, { storage, environment, online }: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const { tenant } = context.get('caller')
  const facts = await storage.read(tenant, (stores) => readOverview(stores, environment, view.zone as Zone))
  const words = overviewWords[view.language]
  return context.html(
    <Page view={view} title={view.words.sections.overview} section="overview">
      <p class="intro">{words.intro}</p>
      <div id="overview" data-topics="authorizations devices usage webhooks">
        <Faults view={view} facts={facts} />
        <OpenNow view={view} facts={facts} nowMs={environment.nowMs()} />
        <Devices view={view} facts={facts} online={online.devicesOf(tenant).length} />
        <Money view={view} facts={facts} />
        <LastOpenings view={view} facts={facts} />
      </div>
    </Page>,
  )
}

interface Props {
  readonly view: ConsoleView
  readonly facts: OverviewFacts
}

/** `1,000+` says as much as the figure. */
function counted({ language }: ConsoleView, count: number): string {
  const text = new Intl.NumberFormat(language).format(Math.min(count, countedAtMost))
  return count > countedAtMost ? `${text}+` : text
}

function Faults({ view, facts: { troubled, states, abandoned } }: Props) {
  const words = overviewWords[view.language]
  const all = [
    { name: 'quarantine', count: troubled.quarantine, link: showLink('quarantine') },
    { name: 'frozen', count: states.frozen, link: showLink('frozen') },
    { name: 'gap', count: troubled.gap, link: showLink('gap') },
    { name: 'lease', count: troubled.lease, link: showLink('lease') },
    { name: 'clock', count: troubled.clock, link: showLink('clock') },
    { name: 'abandoned', count: abandoned, link: '/console/webhooks?state=abandoned' },
  ] as const
  const faults = all.filter(({ count }) => count > 0)
  return (
    <section class="first">
      <h2>{words.needs}</h2>
      {faults.length === 0 ? (
        <p class="soft">{words.needsNobody}</p>
      ) : (
        <ul class="faults">
          {faults.map(({ name, count, link }) => (
            <li>
              <a href={link}>
                <strong>
                  {name === 'abandoned' ? words.messageCount(counted(view, count)) : words.deviceCount(counted(view, count))}
                </strong>{' '}
                <span>{words.faults[name]}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Devices({ view, facts: { states }, online }: Props & { readonly online: number }) {
  const words = overviewWords[view.language]
  const figures = {
    enrolled: states.enrolled,
    online,
    registered: states.registered,
    suspended: states.suspended,
    frozen: states.frozen,
  }
  return (
    <section>
      <h2>{words.devices}</h2>
      <dl class="figures">
        {(Object.keys(figures) as (keyof typeof figures)[]).map((state) => (
          <div>
            <dt>{words.states[state]}</dt>
            <dd>
              <a href={showLink(state)}>{counted(view, figures[state])}</a>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Money({ view, facts: { money } }: Props) {
  const words = overviewWords[view.language]
  return (
    <section>
      <h2>{words.money}</h2>
      {money.length === 0 ? (
        <p class="soft">{words.noMoney}</p>
      ) : (
        <>
          <dl class="figures">
            {money.map(({ currency, today, month }) => (
              <>
                <Figure term={words.today(currency)} text={view.formats.money(roundToAmount(today, currency))} />
                <Figure term={words.month(currency)} text={view.formats.money(roundToAmount(month, currency))} />
              </>
            ))}
            <Figure
              term={words.charges}
              text={new Intl.NumberFormat(view.language).format(money.reduce((sum, { charges }) => sum + charges, 0))}
            />
          </dl>
          <p class="hint">{words.moneyHint}</p>
        </>
      )}
    </section>
  )
}

function Figure({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  )
}
