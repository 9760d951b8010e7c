import type { ByLease, MayAnswer } from '../../authorizations/may-act.use-case.ts'
import type { Untold } from '../../authorizations/untold.ts'
import { refusalWords } from '../../http/pages/refusal-words.ts'
import { standingTones, standingWords } from '../accounts/standing-words.ts'
import type { ConsoleView } from '../frame/console-view.ts'
import { type Column, DataTable } from '../frame/listing.tsx'
import { type Fact, Facts, Mark } from '../frame/page.tsx'
import type { EntitlementWords } from './entitlement-words.ts'
import { reasonSentence, ruleWord } from './reason-words.ts'
import { untoldWords } from './untold-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly words: EntitlementWords
  readonly answer: MayAnswer
  /** What is to be done, as the catalogue calls it. */
  readonly use: string
}

export function MayAnswered({ view, words, answer, use }: Props) {
  const { asked, account, device, window } = answer
  const isGranted = asked.decision === 'granted'
  const says = isGranted ? words.granted : words.refused
  return (
    <>
      <section>
        <h2>
          <Verdict words={words} isYes={isGranted} /> {says(account.name, use, device.label)}
        </h2>
        <p class="under">{answer.past === undefined ? words.whenAsked : words.whenThen}</p>
        <Facts
          facts={[
            [words.account, <a href={`/console/accounts/${account.id}`}>{account.name}</a>],
            [words.device, <a href={`/console/devices/${device.id}`}>{device.label}</a>],
            ...ownerFacts(view, words, answer),
            [words.window, view.formats.interval(window.fromMs, window.untilMs)],
            ...priceFacts(view, words, answer),
          ]}
        />
      </section>
      {answer.past === undefined ? <ByItself view={view} words={words} answer={answer} /> : null}
      {answer.past === undefined ? null : <UntoldThen view={view} words={words} untold={answer.past.untold} />}
      <section>
        <h2>{words.reasons}</h2>
        <DataTable
          caption={words.reasons}
          columns={reasonColumns(view, words, answer, use)}
          rows={asked.reasons}
          empty={words.noneFound}
        />
      </section>
    </>
  )
}

function Verdict({ words, isYes }: { readonly words: EntitlementWords; readonly isYes: boolean }) {
  return <Mark tone={isYes ? 'good' : 'bad'}>{isYes ? words.yes : words.no}</Mark>
}

function priceFacts({ formats }: ConsoleView, words: EntitlementWords, { asked }: MayAnswer): readonly Fact[] {
  if (asked.decision !== 'granted') return []
  const { amount, explanation } = asked.quote
  return [
    [
      words.price,
      <>
        {formats.money(amount)} {words.beforeVat}
        <span class="under">{explanation.join('; ')}</span>
      </>,
    ],
    [words.payer, <a href={`/console/usage?of=${asked.subscription}`}>{asked.subscription}</a>],
  ]
}

/** Why an owner's service rests is nobody else's affair, but the operator's. */
function ownerFacts({ language }: ConsoleView, words: EntitlementWords, { account, owner }: MayAnswer): readonly Fact[] {
  if (owner.id === account.id) return []
  const { standing } = owner.standing
  return [
    [
      words.owner,
      <>
        <a href={`/console/accounts/${owner.id}`}>{owner.name}</a>{' '}
        <Mark tone={standingTones[standing]}>{standingWords[language].standings[standing]}</Mark>
      </>,
    ],
  ]
}

type Reasons = MayAnswer['asked']['reasons']

function reasonColumns(
  { language }: ConsoleView,
  words: EntitlementWords,
  answer: MayAnswer,
  use: string,
): readonly Column<Reasons[number]>[] {
  const cureOf = (reason: Reasons[number]): string => (reason.satisfied ? '' : refusalWords[language][reason.code].cure)
  return [
    {
      name: 'met',
      head: words.met,
      cell: ({ satisfied }) => <Mark tone={satisfied ? 'good' : 'bad'}>{satisfied ? words.passed : words.failed}</Mark>,
      text: ({ satisfied }) => String(satisfied),
    },
    { name: 'rule', head: words.rule, cell: ({ rule }) => ruleWord(language, rule), text: ({ rule }) => rule },
    {
      name: 'why',
      head: words.why,
      cell: (reason) => reasonSentence(language, reason, answer, use),
      text: ({ sentence }) => sentence,
    },
    { name: 'cure', head: words.cure, cell: cureOf, text: cureOf },
  ]
}

/** What the device would do by its lease: whom it belongs to need not ask. */
function ByItself({ view, words, answer: { byItself } }: Omit<Props, 'use'>) {
  return (
    <section>
      <h2>{words.itself}</h2>
      {byItself === undefined ? (
        <p>{words.notItsOwn}</p>
      ) : (
        <>
          <p class="under">{words.itselfIntro}</p>
          <Facts
            facts={[
              [
                words.held,
                byItself.held === undefined ? words.noLease : <Leased view={view} words={words} by={byItself.held} isHeld />,
              ],
              [
                words.next,
                byItself.next === undefined ? words.nothingToLease : <Leased view={view} words={words} by={byItself.next} />,
              ],
            ]}
          />
        </>
      )}
    </section>
  )
}

/** What of then is not kept by time. */
function UntoldThen({ view, words, untold }: Pick<Props, 'view' | 'words'> & { readonly untold: readonly Untold[] }) {
  if (untold.length === 0) return null
  return (
    <section>
      <h2>{words.untold}</h2>
      <ul>
        {untold.map((what) => (
          <li>{untoldWords[view.language][what]}</li>
        ))}
      </ul>
    </section>
  )
}

interface LeasedProps extends Pick<Props, 'view' | 'words'> {
  readonly by: ByLease
  readonly isHeld?: boolean
}

function Leased({ view: { formats, language }, words, by, isHeld = false }: LeasedProps) {
  const { decision, untilMs, isApplied } = by
  const told = isApplied ? words.applied : words.notApplied
  return (
    <>
      <Verdict words={words} isYes={decision.granted} />{' '}
      {decision.granted ? null : refusalWords[language][decision.code].sentence}
      <span class="under">
        {words.leaseUntil(formats.time(untilMs))}
        {isHeld ? `, ${told}` : ''}
        {decision.granted ? '' : `. ${refusalWords[language][decision.code].cure}`}
      </span>
    </>
  )
}
