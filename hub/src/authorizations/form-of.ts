import type { GrantForm } from '@octroi/shared/api/vocabulary'
import { readSigned } from '@octroi/shared/wire/message'
import { commandMessage } from '@octroi/shared/wire/messages/command'
import type { GrantedAuthorization } from './authorization.ts'

/** As what an authorization was granted: what the hub signed for it says so itself. */
export function formOf({ permit, passcode }: Pick<GrantedAuthorization, 'permit' | 'passcode'>): GrantForm {
  if (passcode !== undefined) return 'passcode'
  return readSigned(commandMessage, permit).ok ? 'command' : 'permit'
}
