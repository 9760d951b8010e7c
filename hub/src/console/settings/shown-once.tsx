import type { ConsoleView } from '../frame/console-view.ts'
import { Page } from '../frame/page.tsx'

interface Props {
  readonly view: ConsoleView
  readonly title: string
  readonly notice: string
  readonly label: string
  readonly hint: string
  readonly secret: string
  /** The way back to the list, and what it lists. */
  readonly path: string
  readonly list: string
}

/** A secret that was made just now. It is kept nowhere, so this answer is the only place where it stands. */
export function ShownOnce({ view, title, notice, label, hint, secret, path, list }: Props) {
  return (
    <Page view={view} title={title} section="settings" notice={notice} above={<a href={path}>{list}</a>}>
      <div class="field wide">
        <label for="secret">{label}</label>
        <input id="secret" class="id" readonly value={secret} />
      </div>
      <p>{hint}</p>
    </Page>
  )
}
