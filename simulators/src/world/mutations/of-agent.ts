import type { Mutation } from './mutation.ts'

const grant = 'agent/src/acting/grant-action.ts'
const machine = 'agent/src/acting/machine.ts'
const batches = 'agent/src/journal/sqlite-batches.ts'
const sync = 'agent/src/uplink/sync.ts'

/** Bugs on devices. */
export const mutationsOfAgent: readonly Mutation[] = [
  {
    name: 'use_not_kept',
    sentence: 'the use of a permit is not committed with its grant',
    file: grant,
    find: "{ kind: 'use', authorization, used: use, expiresAt },",
    replace: '',
  },
  {
    name: 'acts_before_commit',
    sentence: 'a device answers and moves before the grant is on its disk',
    file: 'agent/src/acting/shell.ts',
    find: 'await this.dependencies.journal.commit(entry)',
    replace: 'void this.dependencies.journal.commit(entry).catch(() => undefined)',
  },
  {
    name: 'disk_not_waited_for',
    sentence: 'a device does not wait until its disk has what it commits',
    file: 'agent/src/journal/sqlite-file.ts',
    find: 'synchronous = full',
    replace: 'synchronous = normal',
  },
  {
    name: 'busy_acts',
    sentence: 'a device begins an action while another is under way',
    file: 'agent/src/acting/grant-facts.ts',
    find: "open !== undefined && open.phase !== 'unsecured'",
    replace: 'open !== undefined && open.act < 0',
  },
  {
    name: 'granted_forgotten',
    sentence: 'at boot a device says nothing of what was granted and not seen to move',
    file: machine,
    find: "const unknown = [...state.actions].filter(([, { phase }]) => phase === 'granted')",
    replace: 'const unknown = []',
  },
  {
    name: 'unseen_is_used',
    sentence: 'what may have happened while a device was dark is told as opened, closed and secured',
    file: 'agent/src/acting/found.ts',
    find: "[{ type: 'unknown', service }]",
    replace: "moved('opened', 'closed', 'secured')",
  },
  {
    name: 'closing_unseen',
    sentence: 'what is found closed after an opening is not told',
    file: 'agent/src/acting/found.ts',
    find: "moved('closed', 'secured') : moved('closed')",
    replace: '[] : []',
  },
  {
    name: 'reading_told_again',
    sentence: 'a reading that the driver tells again is written down again',
    file: 'agent/src/acting/observe.ts',
    find: 'startMs < (beforeMs ?? 0) || endMs <= startMs',
    replace: 'endMs <= startMs',
  },
  {
    name: 'equal_revocations',
    sentence: 'a device takes revocations of the version that it has',
    file: 'agent/src/acting/revocations.ts',
    find: 'version <= state.revocations.version',
    replace: 'version < state.revocations.version',
  },
  {
    name: 'revocations_not_kept',
    sentence: 'what was taken back is forgotten at the next boot',
    file: 'agent/src/acting/revocations.ts',
    find: "{ kind: 'revocations', version, denied },",
    replace: '',
  },
  {
    name: 'equal_lease',
    sentence: 'a device takes the lease that it has as if it were a new one',
    file: 'agent/src/acting/lease.ts',
    find: 'leaseSeq <= (state.lease?.claims.leaseSeq ?? 0)',
    replace: 'leaseSeq < (state.lease?.claims.leaseSeq ?? 0)',
  },
  {
    name: 'count_not_kept',
    sentence: 'what a device did for its own account is not kept in its counters',
    file: 'agent/src/acting/actuation.ts',
    find: "changes: [...changes, { kind: 'counted', ...counted }]",
    replace: 'changes',
  },
  {
    name: 'numbers_begin_anew',
    sentence: 'the number of the last record is not kept',
    file: 'agent/src/journal/sqlite-journal.ts',
    find: "await putCounter(sql, 'last_seq', lastSeq + records.length)",
    replace: '',
  },
  {
    name: 'chain_not_followed',
    sentence: 'a batch follows none before it',
    file: 'agent/src/journal/sealer.ts',
    find: 'await journal.headBefore(records[0]?.seq ?? 0)',
    replace: 'new Uint8Array(32)',
  },
  {
    name: 'no_jump',
    sentence: 'a device whose disk came back goes on with numbers that the hub holds',
    file: machine,
    find: "{ kind: 'jump', through, head },",
    replace: '',
  },
  {
    name: 'distrust_forgotten',
    sentence: 'that a disk came back is forgotten at the next boot',
    file: machine,
    find: "{ kind: 'trust_permits_from', seconds: trustsPermitsFrom },",
    replace: '',
  },
  {
    name: 'answer_for_all_before',
    sentence: 'the answer to one batch is taken for one to all before it, which leave the outbox',
    file: batches,
    find: 'and payload_hash = ?',
    replace: 'and first <= (select first from batches where payload_hash = ?)',
  },
  {
    name: 'room_of_what_waits',
    sentence: 'to make room a device forgets what the hub does not hold yet',
    file: batches,
    find: 'delete from batches where acknowledged_ms is not null and first <= ?',
    replace: 'delete from batches where first <= ?',
  },
  {
    name: 'height_for_an_answer',
    sentence: 'the hub’s height is taken for its answer to what lies before a jump, which is not sent again',
    file: sync,
    find: 'last <= through && first > state.jumpedThrough',
    replace: 'last <= through',
  },
  {
    name: 'never_overdue',
    sentence: 'what a broker took and the hub does not answer is not sent again',
    file: sync,
    find: 'nowMs - takenAtMs >= waitMs(state.tries.get(first))',
    replace: 'takenAtMs < 0',
  },
]
