import type { AccountId } from '@octroi/shared/ids/id'
import type { ListedOpening } from '../../authorizations/list-openings.use-case.ts'
import type { OwnView } from './view.ts'

interface Props {
  readonly view: OwnView
  readonly openings: readonly ListedOpening[]
  /** The names of services, as the catalogue has them. */
  readonly services: ReadonlyMap<string, string>
  readonly heading: 'h2' | 'h3'
}

/** Openings as their owner wants to know of them: what, by whom, for whom, and whether it was closed again. */
export function OpeningList({ view, openings, services, heading }: Props) {
  return (
    <ul class="openings">
      {openings.map((opening) => (
        <OpeningEntry view={view} opening={opening} services={services} heading={heading} />
      ))}
    </ul>
  )
}

function OpeningEntry({ view, opening, services, heading: Heading }: Omit<Props, 'openings'> & { opening: ListedOpening }) {
  const { words } = view
  const { began, device, state, leftOpenSeconds } = opening
  const label = device?.label ?? began.device
  const when = openedAt(view, opening)
  return (
    <li>
      <div class="opening-head">
        <Heading>{label}</Heading>
        <span class={`state ${state}`}>{words.openingState[state]}</span>
      </div>
      <p class="what">{services.get(began.service) ?? began.service}</p>
      <dl>
        <Pair term={words.opened} text={when} />
        <Pair term={words.by} text={whoOf(view, opening)} />
        <Pair term={words.onBehalfOf} text={behalfOf(view, opening)} />
        <Pair term={words.closed} text={endOf(view, opening, opening.closed)} />
        <Pair term={words.secured} text={endOf(view, opening, opening.secured)} />
      </dl>
      {leftOpenSeconds === undefined ? null : <p class="warn">{words.leftOpen(leftOpenSeconds)}</p>}
      <p class="proof">
        <a href={proofOf(opening)} aria-label={words.proofOf(`${label}, ${when}`)}>
          {words.proof}
        </a>
      </p>
    </li>
  )
}

function Pair({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  )
}

function openedAt({ words, formats }: OwnView, { began: { timeState, listedAtMs } }: ListedOpening): string {
  const at = formats.moment(listedAtMs)
  if (timeState === 'unknown') return words.told(at)
  return timeState === 'floor' ? words.notBefore(at) : at
}

function whoOf({ words }: OwnView, { way, began, holder, isHandedOn }: ListedOpening): string {
  if (way === 'safety_action') return words.bySafety(began.detail ?? '')
  if (way === 'by_hand') return words.byHand
  if (way === 'passcode') return words.byPasscode
  if (way === 'command') return words.byCommand
  if (holder === undefined) return words.byPermit
  return isHandedOn === true ? words.byHandedOn(holder) : words.byHolder(holder)
}

function behalfOf({ words, account }: OwnView, { requester, began }: ListedOpening): string {
  if (requester === undefined) return began.authorization === undefined ? words.nobodyAsked : words.notTold
  const isOwn = (id: AccountId): boolean => id === account.id
  return isOwn(requester.id) ? words.yourself : requester.name
}

function endOf({ words, formats }: OwnView, { state }: ListedOpening, end: ListedOpening['closed']): string {
  if (end === undefined) return state === 'not_told' || state === 'secured' ? words.notTold : words.stillOpen
  const at = formats.moment(end.atMs)
  if (end.timeState === 'unknown') return words.timeUnknown
  return end.timeState === 'floor' ? words.notBefore(at) : at
}

/** Of the whole authorization where there is one, of the record alone where nobody asked. */
function proofOf({ began }: ListedOpening): string {
  if (began.authorization !== undefined) return `/my/authorizations/${began.authorization}/proof`
  return `/my/devices/${began.device}/records/${began.seq}/proof`
}
