import { importQuerySchema, usualSystem } from '@octroi/shared/api/imports'
import { type ImportKind, importKinds } from '@octroi/shared/api/vocabulary'
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { HttpDependencies, HttpEnv } from '../../http/context.ts'
import { dryImport, importOnce } from '../../http/import-once.ts'
import { described, Field } from '../../http/pages/field.tsx'
import type { ConsoleView } from '../frame/console-view.ts'
import { FormToken, Page } from '../frame/page.tsx'
import { saidPage } from '../frame/plain-pages.tsx'
import { FaultTable, OutcomeTable } from './import-tables.tsx'
import { importWords } from './import-words.ts'

const path = '/console/imports'

/** Taking in a file: it is uploaded and tried, its faults or its outcome are shown, and then it is confirmed. */
export function importPageRoutes(dependencies: HttpDependencies): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/imports', (context) => uploadPage(context))
    .post('/imports/check', (context) => check(context, dependencies))
    .post('/imports', (context) => takeIn(context, dependencies))
}

interface Typed {
  readonly kind: ImportKind
  readonly system: string
  readonly text: string
}

function typedFile(context: Context<HttpEnv>): Typed {
  const { kind, system = '', file = '' } = context.get('form')
  const named = system.trim() === '' ? usualSystem : system.trim()
  return { kind: importKinds.find((each) => each === kind) ?? 'accounts', system: named, text: file }
}

function wrongIn({ system, text }: Typed): readonly ('system' | 'file')[] {
  const isSystem = importQuerySchema.shape.system.safeParse(system).success
  return [...(isSystem ? [] : ['system' as const]), ...(text.trim() === '' ? ['file' as const] : [])]
}

async function check(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const typed = typedFile(context)
  const wrong = wrongIn(typed)
  if (wrong.length > 0) return uploadPage(context, { typed, wrong })
  const report = await dryImport(context, dependencies, typed)
  if (report.faults.length > 0) return uploadPage(context, { typed, above: <FaultTable view={view} faults={report.faults} /> })
  const words = importWords[view.language]
  return context.html(
    <Frame view={view}>
      <p class="notice">{words.sound}</p>
      <p>{words.confirmHint}</p>
      <form method="post" action={path}>
        <FormToken view={view} />
        <input type="hidden" name="kind" value={typed.kind} />
        <input type="hidden" name="system" value={typed.system} />
        <textarea name="file" hidden aria-label={words.file}>
          {typed.text}
        </textarea>
        <button type="submit">{words.confirm}</button>
      </form>
      <OutcomeTable view={view} report={report} />
    </Frame>,
  )
}

async function takeIn(context: Context<HttpEnv>, dependencies: HttpDependencies): Promise<Response> {
  const view = context.get('consoleView')
  const typed = typedFile(context)
  const wrong = wrongIn(typed)
  if (wrong.length > 0) return uploadPage(context, { typed, wrong })
  const done = await importOnce(context, dependencies, typed)
  // Something changed since it was tried: what is wrong now, trying it again tells.
  if (!done.ok) return check(context, dependencies)
  return context.html(
    <Frame view={view} notice={importWords[view.language].done}>
      <OutcomeTable view={view} report={done.value} />
    </Frame>,
  )
}

function Frame({ view, notice, children }: { readonly view: ConsoleView; readonly notice?: string; readonly children: Child }) {
  return (
    <Page
      view={view}
      title={importWords[view.language].title}
      section="accounts"
      notice={notice}
      above={<a href="/console/accounts">{view.words.sections.accounts}</a>}
    >
      {children}
    </Page>
  )
}

interface Upload {
  readonly typed?: Typed
  readonly wrong?: readonly ('system' | 'file')[]
  readonly above?: Child
}

function uploadPage(context: Context<HttpEnv>, { typed, wrong = [], above }: Upload = {}): Response | Promise<Response> {
  const view = context.get('consoleView')
  if (!view.mayChange) return saidPage(context, view, 'mayNot')
  const words = importWords[view.language]
  const systemFault = wrong.includes('system') ? words.systemWrong : undefined
  const fileFault = wrong.includes('file') ? words.fileWrong : undefined
  return context.html(
    <Frame view={view}>
      <p class="intro">{words.intro}</p>
      {above ?? null}
      <form method="post" action={`${path}/check`} enctype="multipart/form-data">
        <FormToken view={view} />
        <Field name="kind" label={words.kind}>
          <select {...described('kind', {})}>
            {importKinds.map((kind) => (
              <option value={kind} selected={kind === typed?.kind}>
                {words.kinds[kind]}
              </option>
            ))}
          </select>
        </Field>
        <Field name="system" label={words.system} hint={words.systemHint} fault={systemFault}>
          <input
            {...described('system', { hint: words.systemHint, fault: systemFault })}
            value={typed?.system ?? usualSystem}
            maxlength={64}
          />
        </Field>
        <Field name="file" label={words.file} fault={fileFault}>
          <input {...described('file', { fault: fileFault })} type="file" accept=".csv,text/csv" required />
        </Field>
        <button type="submit">{words.check}</button>
      </form>
      <dl class="facts">
        {importKinds.map((kind) => (
          <div>
            <dt>{words.kinds[kind]}</dt>
            <dd class="id">{words.columns[kind]}</dd>
          </div>
        ))}
      </dl>
    </Frame>,
    typed === undefined ? 200 : 422,
  )
}
