import { Hono } from 'hono'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { Page } from '../frame/page.tsx'
import { overviewWords } from './overview-words.ts'

export function overviewRoutes(_dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/', (context) => {
    const view = context.get('consoleView')
    const words = overviewWords[view.language]
    return context.html(
      <Page view={view} title={view.words.sections.overview} section="overview">
        <p class="intro">{words.intro}</p>
      </Page>,
    )
  })
}
