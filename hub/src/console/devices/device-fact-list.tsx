import type { ConsoleView } from '../frame/console-view.ts'
import { type Fact, Facts, Mark } from '../frame/page.tsx'
import type { DeviceFacts } from './device-facts.ts'
import { clockTones, deviceTones } from './device-tones.ts'
import { deviceWords } from './device-words.ts'
import { waitingAtMost } from './listed-devices.ts'
import { quarantineWords } from './quarantine-words.ts'

interface Props {
  readonly view: ConsoleView
  readonly facts: DeviceFacts
  readonly isOnline: boolean
}

/** What a device is and how it does, in a few lines. */
export function DeviceFactList(props: Props) {
  return <Facts facts={[...identity(props), ...contact(props), ...journal(props), ...told(props)]} />
}

type Some = readonly (Fact | undefined)[]

function identity({ view: { language, formats }, facts: { device, owner } }: Props): Some {
  const words = deviceWords[language]
  const { id, state, services, suspension, createdAtMs } = device
  return [
    [words.device, <span class="id">{id}</span>],
    [words.owner, <a href={`/console/accounts/${device.owner}`}>{owner?.name ?? device.owner}</a>],
    [words.state, <Mark tone={deviceTones[state]}>{words.states[state]}</Mark>],
    suspension && [words.suspended, `${formats.time(suspension.sinceMs)}: ${suspension.reason}`],
    [
      words.offers,
      Object.entries(services)
        .map(([service, actions]) => (actions.length === 0 ? service : `${service}: ${actions.join(', ')}`))
        .join('; '),
    ],
    [words.registered, formats.time(createdAtMs)],
  ]
}

function contact({ view: { language, formats }, facts: { contact: known }, isOnline }: Props): Some {
  const words = deviceWords[language]
  const { connectedAtMs, toldAtMs, timeState } = known ?? {}
  const connected = connectedAtMs === undefined ? words.never : formats.moment(connectedAtMs)
  return [
    [
      words.connected,
      isOnline ? (
        <>
          <Mark tone="good">{words.online}</Mark> {connected}
        </>
      ) : (
        connected
      ),
    ],
    [words.told, toldAtMs === undefined ? words.never : formats.moment(toldAtMs)],
    timeState && [
      words.clock,
      <>
        <Mark tone={clockTones[timeState]}>{words.clocks[timeState]}</Mark> {words.clockHint[timeState]}
      </>,
    ],
  ]
}

function journal({ view: { language }, facts: { device, journal: standing, waiting } }: Props): Some {
  const words = deviceWords[language]
  const { head, missing } = standing
  const ranges = missing.map(({ first, last }) => words.toSeq(String(first), String(last))).join(', ')
  const count = waiting < waitingAtMost ? String(waiting) : `${waitingAtMost}+`
  return [
    [
      words.journal,
      <>
        {words.journalThrough(String(head.through))}{' '}
        {missing.length === 0 ? null : <Mark tone="warn">{words.missing(ranges)}</Mark>}
      </>,
    ],
    [
      quarantineWords[language].title,
      <a href={`/console/devices/${device.id}/quarantine`}>
        {waiting === 0 ? quarantineWords[language].nothingWaits : quarantineWords[language].waits(count)}
      </a>,
    ],
  ]
}

function told({ view: { language }, facts: { keypad, keypadKey, revocations } }: Props): Some {
  const words = deviceWords[language]
  return [
    [
      words.keypad,
      keypad.length === 0 || keypadKey === undefined
        ? words.noKeypad
        : `${words.keypadIs(keypad.join(', '), String(keypadKey.generation))}, ${keypadKey.isHeld ? words.keyHeld : words.keyPending}`,
    ],
    [
      words.revocations,
      revocations === undefined
        ? words.noRevocations
        : words.revocationsAre(String(revocations.version), String(revocations.deny.length), String(revocations.epoch)),
    ],
  ]
}
