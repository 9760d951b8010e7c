import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { z } from 'zod'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import type { PageRequest, Page as Slice } from '../../page.ts'
import type { Stores } from '../../stores.ts'
import type { ConsoleView } from './console-view.ts'
import { type Column, csvFile, DataTable, rowsPerPage, UnderList } from './listing.tsx'
import { Page } from './page.tsx'
import { saidPage } from './plain-pages.tsx'
import { askedOf } from './query.ts'
import type { Section } from './sections.ts'

/** What the page says, in the reader's language. */
export interface StateListWords<State extends string> {
  readonly title: string
  readonly intro: string
  readonly state: string
  readonly anyState: string
  readonly states: Readonly<Record<State, string>>
  /** Without anything, and without anything that is sought. */
  readonly none: Child
  readonly noneSuch: Child
}

/** A list of things that are each in one state, narrowed to a state and to one thing more, such as an account. */
export interface StateList<State extends string, Sought extends string, Row> {
  /** Below `/console`; also what it is called on the page. */
  readonly name: string
  /** Where the file has another name. */
  readonly file?: string
  readonly topics: string
  readonly section: Section
  readonly above?: (view: ConsoleView) => Child
  readonly states: readonly State[]
  /** What is shown first. */
  readonly preset: State | 'any'
  /** The other field, by its name in an address. */
  readonly by: {
    readonly name: string
    readonly schema: z.ZodType<Sought>
    readonly hints: Readonly<Record<string, string | number>>
  }
  readonly cursor: z.ZodType<string>
  readonly words: (view: ConsoleView) => StateListWords<State> & { readonly by: string }
  readonly columns: (view: ConsoleView) => readonly Column<Row>[]
  readonly slice: (stores: Stores, page: PageRequest, filter: StateFilter<State, Sought>) => Promise<Slice<Row>>
}

interface StateFilter<State, Sought> {
  readonly state: State | undefined
  readonly sought: Sought | undefined
}

/** Its page and its file. */
export function stateListRoutes<State extends string, Sought extends string, Row>(
  dependencies: HttpDependencies,
  list: StateList<State, Sought, Row>,
): Hono<HttpEnv> {
  const { name, states, preset, by, cursor, columns, slice } = list
  const querySchema = z.object({
    state: z.enum<readonly string[]>([...states, 'any']).prefault(preset),
    sought: by.schema.optional(),
    after: cursor.optional(),
  })
  const read = (context: Context<HttpEnv>) => {
    const { [by.name]: sought, ...asked } = askedOf(context)
    return querySchema.safeParse({ ...asked, sought })
  }
  const filterOf = ({ state, sought }: z.infer<typeof querySchema>): StateFilter<State, Sought> => {
    return { state: state === 'any' ? undefined : (state as State), sought }
  }
  return new Hono<HttpEnv>()
    .get(`/${name}.csv`, (context) => {
      const view = context.get('consoleView')
      const query = read(context)
      if (!query.success) return saidPage(context, view, 'notFound')
      const filter = filterOf(query.data)
      const file = { name: list.file ?? name, columns: columns(view) }
      return csvFile(context, dependencies, { ...file, slice: (stores, page) => slice(stores, page, filter) })
    })
    .get(`/${name}`, async (context) => {
      const view = context.get('consoleView')
      const query = read(context)
      if (!query.success) return saidPage(context, view, 'notFound')
      const { state, sought, after } = query.data
      const page = { limit: rowsPerPage, ...(after === undefined ? {} : { after }) }
      const found = await dependencies.storage.read(context.get('caller').tenant, (stores) =>
        slice(stores, page, filterOf(query.data)),
      )
      return context.html(<ListPage view={view} list={list} asked={{ state, sought }} after={after} found={found} />)
    })
}

interface ListPageProps<State extends string, Sought extends string, Row> {
  readonly view: ConsoleView
  readonly list: StateList<State, Sought, Row>
  readonly asked: { readonly state: string; readonly sought: string | undefined }
  readonly after: string | undefined
  readonly found: Slice<Row>
}

function ListPage<State extends string, Sought extends string, Row>(props: ListPageProps<State, Sought, Row>) {
  const { view, list, asked, after, found } = props
  const { state, sought } = asked
  const words = list.words(view)
  const path = `/console/${list.name}`
  const isPlain = state === list.preset && sought === undefined
  return (
    <Page view={view} title={words.title} section={list.section} above={list.above?.(view)}>
      <p class="intro">{words.intro}</p>
      <FilterForm view={view} list={list} asked={asked} />
      <div id={list.name} data-topics={list.topics}>
        <DataTable
          caption={words.title}
          columns={list.columns(view)}
          rows={found.items}
          empty={isPlain ? words.none : words.noneSuch}
        />
      </div>
      <UnderList view={view} path={path} filter={{ state, [list.by.name]: sought }} after={after} next={found.next} />
    </Page>
  )
}

function FilterForm<State extends string, Sought extends string, Row>({
  view,
  list: { name, states, preset, by, ...list },
  asked,
}: Pick<ListPageProps<State, Sought, Row>, 'view' | 'list' | 'asked'>) {
  const words = list.words(view)
  const path = `/console/${name}`
  const any = (
    <option value="any" selected={asked.state === 'any'}>
      {words.anyState}
    </option>
  )
  return (
    <form class="filter" method="get" action={path}>
      <div class="field">
        <label for="state">{words.state}</label>
        <select id="state" name="state">
          {preset === 'any' ? any : null}
          {states.map((state) => (
            <option value={state} selected={asked.state === state}>
              {words.states[state]}
            </option>
          ))}
          {preset === 'any' ? null : any}
        </select>
      </div>
      <div class="field">
        <label for={by.name}>{words.by}</label>
        <input id={by.name} name={by.name} type="search" value={asked.sought} {...by.hints} />
      </div>
      <button type="submit">{view.words.search}</button>
      {asked.sought === undefined ? null : <a href={path}>{view.words.clear}</a>}
    </form>
  )
}
