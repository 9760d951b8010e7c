import type { Mutation } from './mutation.ts'

const permit = 'shared/src/decisions/permit.ts'
const lease = 'shared/src/decisions/lease.ts'

/** Bugs in what hub and devices decide alike. */
export const mutationsOfShared: readonly Mutation[] = [
  {
    name: 'device_not_bound',
    sentence: 'a permit opens any device',
    file: permit,
    find: 'permit.device !== facts.device',
    replace: 'false',
  },
  {
    name: 'ended_keys_sign',
    sentence: 'what is signed with a key that has ended is taken',
    file: 'shared/src/decisions/keyset.ts',
    find: 'wanted.atSeconds < key.expiresAt &&',
    replace: '',
  },
  {
    name: 'doubt_adds_time',
    sentence: 'the uncertainty of a clock adds time at the end of a window, with the wrong sign',
    file: permit,
    find: 'time.nowMs + time.uncertaintyMs >= permit.expiresAt * 1000',
    replace: 'time.nowMs - time.uncertaintyMs >= permit.expiresAt * 1000',
  },
  {
    name: 'window_begun_always',
    sentence: 'a permit opens before its window',
    file: permit,
    find: 'time.nowMs + time.uncertaintyMs + startToleranceMs < permit.notBefore * 1000',
    replace: 'false',
  },
  {
    name: 'floor_is_time',
    sentence: 'a device decides permits by a lower bound of the time',
    file: permit,
    find: "time.state !== 'synced'",
    replace: "time.state === 'unknown'",
  },
  {
    name: 'restored_trusts',
    sentence: 'a device whose disk came back trusts permits of before',
    file: permit,
    find: 'permit.issuedAt < facts.trustsPermitsFrom',
    replace: 'false',
  },
  {
    name: 'denied_opens',
    sentence: 'a permit that was taken back opens',
    file: permit,
    find: 'facts.isRevoked(permit.authorization)',
    replace: 'false',
  },
  {
    name: 'holder_unproven',
    sentence: 'who shows no proof is taken for the holder',
    file: permit,
    find: "return 'holder_proof_missing'",
    replace: 'return undefined',
  },
  {
    name: 'one_use_more',
    sentence: 'a permit opens once more than its uses',
    file: permit,
    find: 'facts.usesSpent(permit.authorization) >= permit.uses',
    replace: 'facts.usesSpent(permit.authorization) > permit.uses',
  },
  {
    name: 'passcode_opens_again',
    sentence: 'a passcode opens twice',
    file: 'shared/src/decisions/passcode.ts',
    find: 'facts.usesSpent(authorization) >= passcodeUses',
    replace: 'facts.usesSpent(authorization) > passcodeUses',
  },
  {
    name: 'suspended_acts',
    sentence: 'a device acts for an owner who was suspended',
    file: lease,
    find: "leased.standing === 'suspended'",
    replace: 'false',
  },
  {
    name: 'lease_never_ends',
    sentence: 'a lease ends neither by the clock nor by the time under power',
    file: lease,
    find: 'if (hasEnded(lease, facts)) {',
    replace: 'if (hasEnded(lease, facts) && leased.service.length > 1000) {',
  },
  {
    name: 'one_over_the_ceiling',
    sentence: 'what has reached its ceiling goes on once more',
    file: lease,
    find: '(own > known ? own : known) >= ceiling',
    replace: '(own > known ? own : known) > ceiling',
  },
]
