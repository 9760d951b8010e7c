import type { AccountId } from '@octroi/shared/ids/id'
import { formatExact } from '@octroi/shared/money/decimal'
import { multiply, rational } from '@octroi/shared/money/rational'
import type { Share } from '../../settlement/share-agreement.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type ShareWords, shareWords } from './share-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly shares: readonly Share[]
  readonly names: ReadonlyMap<AccountId, string>
}

/** Who takes what of what: each party's partners beneath it. */
export function ShareTree({ view, shares, names }: Props) {
  const words = shareWords[view.language]
  if (shares.length === 0) return <p>{words.nobody}</p>
  return (
    <ul>
      <li>
        {words.you}
        <Level view={view} shares={shares} names={names} />
      </li>
    </ul>
  )
}

function Level({ view, shares, names }: Props) {
  const words = shareWords[view.language]
  if (shares.length === 0) return null
  return (
    <ul>
      {shares.map((share) => (
        <li>
          <a href={`/console/shares/partners/${share.account}`}>{names.get(share.account) ?? share.account}</a>:{' '}
          {takeWords(view, words, share)}
          <Level view={view} shares={share.shares} names={names} />
        </li>
      ))}
    </ul>
  )
}

function takeWords({ formats }: ConsoleView, words: ShareWords, { take }: Share): string {
  if (take.kind === 'fee') return words.fee(formatExact(take.amount))
  const part = formats.exact(multiply(take.part, rational(100n)))
  return take.of === 'gross' ? words.ofGross(part) : words.ofRest(part)
}
