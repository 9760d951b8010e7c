import type { untoldReasons } from '@octroi/shared/api/checks'

/** What of the past cannot be told as it was then, and is taken as it is now. */
export type Untold = (typeof untoldReasons)[number]

export const untoldSentences: Readonly<Record<Untold, string>> = {
  policy: 'How long and how far ahead windows may be is taken as the tenant has it now.',
  services: 'What the device offers is taken as it is now.',
  frozen: 'When the device was frozen is not kept: it is taken as frozen then too.',
  quota:
    'What was reserved and handed to devices is taken as it is now; usage counts when it happened, also what was told later.',
  holder: 'Whoever stood there is taken to have had a key.',
}
