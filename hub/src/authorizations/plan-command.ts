import { type Reason, satisfied, unsatisfied } from '@octroi/shared/decisions/action'

/** Time to reach a device that is connected; whatever takes longer is not wanted any more. */
const commandSeconds = 30

/** A command is for now: its window is how long it may take. */
export function windowOfCommand(nowMs: number): { readonly fromMs: number; readonly untilMs: number } {
  return { fromMs: nowMs, untilMs: nowMs + commandSeconds * 1000 }
}

/** In the place of a holder, whom a command has none of, the device must be in a session here: it is signed for that one. */
export function commandReasons(session: Uint8Array | undefined): readonly Reason[] {
  return [
    session === undefined
      ? unsatisfied('connection', 'device_not_connected')
      : satisfied('connection', 'The device is connected; the command is for this session alone.'),
  ]
}
