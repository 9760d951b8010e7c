import type { Answer } from '../hub/hub-machine.ts'
import type { Grant } from '../truth.ts'

type Known = Omit<Grant, 'authorization' | 'permit' | 'fromMs' | 'untilMs'>

/** What the hub answered to whoever asked for an authorization and got it. */
export function grantOf({ body: { id, permit, passcode, window } }: Answer, known: Known): Grant {
  const [fromMs, untilMs] = [Date.parse(window.from), Date.parse(window.until)]
  return { ...known, authorization: id, permit: permit ?? passcode ?? '', fromMs, untilMs }
}
