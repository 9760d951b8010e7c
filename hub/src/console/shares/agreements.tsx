import { ok } from '@octroi/shared/errors/result'
import type { AccountId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import { type Context, Hono } from 'hono'
import { stringify } from 'yaml'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { readShare, shareView } from '../../http/share-view.ts'
import { agreeShares } from '../../settlement/agree-shares.use-case.ts'
import { parseAgreement } from '../../settlement/parse-agreement.ts'
import { partnersOf, type ShareAgreement } from '../../settlement/share-agreement.ts'
import { accountNames } from '../frame/account-names.ts'
import { act } from '../frame/act.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, csvFile, DataTable } from '../frame/listing.tsx'
import { Empty, Page } from '../frame/page.tsx'
import { AgreementForm, type TypedAgreement } from './agreement-form.tsx'
import { ShareTree } from './share-tree.tsx'
import { type ShareWords, shareWords } from './share-words.ts'

const path = '/console/shares'

/** Who shares in what, and agreeing it anew. */
export function agreementRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/shares.csv', (context) =>
      csvFile(context, dependencies, {
        name: 'share-agreements',
        columns: columnsOf(context.get('consoleView')),
        slice: async ({ settlement }) => ({ items: await settlement.agreements() }),
      }),
    )
    .get('/shares', (context) => sharesPage(context, dependencies))
    .post('/shares/agree', (context) => agree(context, dependencies))
}

async function agree(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const { offer = '', shares = '' } = context.get('form')
  const parsed = parseAgreement(offer, shares)
  if (!parsed.ok) return sharesPage(context, dependencies, { offer, shares, faults: parsed.error })
  const command = { offer: parsed.value.offer, shares: parsed.value.shares.map(readShare) }
  return act(
    context,
    dependencies,
    async (stores) => {
      const done = await agreeShares(stores, dependencies.environment, command)
      return done.ok ? ok({ id: done.value.id }) : done
    },
    {
      onRefused: (failure) =>
        sharesPage(context, dependencies, { offer, shares, faults: failure.faults ?? [{ path: '', ...failure }] }),
      onDone: () => context.redirect(`${path}?done=agreed`, 303),
    },
  )
}

async function sharesPage(context: Context<HttpEnv>, { storage }: HttpDependencies, refused?: TypedAgreement): Promise<Response> {
  const view = context.get('consoleView')
  const words = shareWords[view.language]
  const { agreements, names, offers } = await storage.read(context.get('caller').tenant, async (stores) => {
    const found = await stores.settlement.agreements()
    const offered = Object.keys((await stores.catalogue.latest())?.catalogue.offers ?? {})
    return {
      agreements: found,
      names: await accountNames(
        stores,
        found.flatMap(({ shares }) => partnersOf(shares)),
      ),
      offers: [...new Set([...offered, ...found.map(({ offer }) => offer)])],
    }
  })
  const inForce = agreements.filter(({ id, offer }) => agreements.find((each) => each.offer === offer)?.id === id)
  const earlier = agreements.filter((each) => !inForce.includes(each))
  const typed = refused ?? typedFrom(inForce, context.req.query('offer'), offers)
  return context.html(
    <Page
      view={view}
      title={view.words.sections.shares}
      section="shares"
      notice={context.req.query('done') === 'agreed' ? words.agreed : undefined}
    >
      <p class="intro">{words.intro}</p>
      <div id="shares" data-topics="usage accounts">
        {inForce.length === 0 ? <Empty>{words.none}</Empty> : null}
        {inForce.map((agreement) => (
          <Agreement view={view} words={words} agreement={agreement} names={names} />
        ))}
        {earlier.length === 0 ? null : (
          <section>
            <h2 id="earlier">{words.earlier}</h2>
            <DataTable caption={words.earlier} columns={columnsOf(view)} rows={earlier} empty="" />
          </section>
        )}
      </div>
      <p class="pager">
        <a href={`${path}.csv`} download>
          {view.words.exportCsv}
        </a>
      </p>
      {view.mayChange && offers.length > 0 ? <AgreementForm view={view} offers={offers} typed={typed} /> : null}
    </Page>,
    refused === undefined ? 200 : 422,
  )
}

/** What is in force on an offer, to be changed. */
function typedFrom(inForce: readonly ShareAgreement[], asked: string | undefined, offers: readonly string[]): TypedAgreement {
  const agreement = inForce.find(({ offer }) => offer === asked)
  return {
    offer: asked ?? offers[0] ?? '',
    shares: agreement === undefined || agreement.shares.length === 0 ? '' : stringify(agreement.shares.map(shareView)),
  }
}

interface AgreementProps {
  readonly view: ConsoleView
  readonly words: ShareWords
  readonly agreement: ShareAgreement
  readonly names: ReadonlyMap<AccountId, string>
}

function Agreement({ view, words, agreement: { id, offer, fromMs, shares }, names }: AgreementProps) {
  return (
    <section>
      <h2 id={id}>{offer}</h2>
      <p class="under">{words.since(view.formats.time(fromMs))}</p>
      <ShareTree view={view} shares={shares} names={names} />
      {view.mayChange ? (
        <p>
          <a href={`${path}?offer=${encodeURIComponent(offer)}#agree`}>{words.change}</a>
        </p>
      ) : null}
    </section>
  )
}

function columnsOf({ language, formats }: ConsoleView): readonly Column<ShareAgreement>[] {
  const words = shareWords[language]
  const treeOf = ({ shares }: ShareAgreement): string => JSON.stringify(shares.map(shareView))
  return [
    { name: 'agreement', head: words.agreement, cell: ({ id }) => <span class="id">{id}</span>, text: ({ id }) => id },
    { name: 'offer', head: words.offer, cell: ({ offer }) => offer, text: ({ offer }) => offer },
    { name: 'from', head: words.from, cell: ({ fromMs }) => formats.time(fromMs), text: ({ fromMs }) => formatInstant(fromMs) },
    {
      name: 'shares',
      head: words.partners,
      cell: ({ shares }) => partnersOf(shares).length,
      text: treeOf,
      isNumber: true,
    },
  ]
}
