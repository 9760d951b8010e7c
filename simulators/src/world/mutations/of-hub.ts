import type { Mutation } from './mutation.ts'

const outcome = 'hub/src/authorizations/outcome.ts'
const unused = 'hub/src/authorizations/prove-unused.use-case.ts'
const head = 'hub/src/proof/journal-head.ts'
const ingest = 'hub/src/usage/plan-ingest.ts'
const books = 'hub/src/settlement/book-charges.ts'

/** Bugs at the hub. */
export const mutationsOfHub: readonly Mutation[] = [
  {
    name: 'closed_is_secured',
    sentence: 'a delivery is complete once it is closed',
    file: outcome,
    find: 'closed !== undefined && secured !== undefined',
    replace: 'closed !== undefined',
  },
  {
    name: 'unknown_is_completed',
    sentence: 'an unknown outcome is confirmed as completed',
    file: outcome,
    find: "undefined ? 'pending' : 'unknown'",
    replace: "undefined ? 'pending' : 'completed'",
  },
  {
    name: 'unknown_is_billed',
    sentence: 'an unknown outcome is billed',
    file: 'hub/src/usage/usage-of.ts',
    find: "type !== 'opened' && type !== 'performed'",
    replace: "type !== 'opened' && type !== 'performed' && type !== 'outcome_unknown'",
  },
  {
    name: 'earlier_batches_forgotten',
    sentence: 'an outcome is told by the newest batch alone',
    file: ingest,
    find: 'outcomeChange(authorization, [...earlierEvents, ...events])',
    replace: 'outcomeChange(authorization, events)',
  },
  {
    name: 'every_opening_counts',
    sentence: 'a lid that opens again under one use is billed again',
    file: ingest,
    find: 'counted.has(usage.authorization)',
    replace: 'false',
  },
  {
    name: 'batch_taken_twice',
    sentence: 'a batch that comes again is taken in again',
    file: head,
    find: "overlapping.length === 0 ? 'new' : 'duplicate'",
    replace: "'new'",
  },
  {
    name: 'holes_skipped',
    sentence: 'the head of a journal moves over holes',
    file: head,
    find: 'link?.first === head.through + 1',
    replace: 'link !== undefined',
  },
  {
    name: 'chain_not_checked',
    sentence: 'a batch that does not follow the one before it is taken for good',
    file: head,
    find: '!equalBytes(link.previous, head.head)',
    replace: 'false',
  },
  {
    name: 'told_time_again',
    sentence: 'a reading of time that was told before counts again',
    file: 'hub/src/usage/reading-spans.ts',
    find: 'repeated.push(reading)',
    replace: 'fresh.push(reading)',
  },
  {
    name: 'ahead_proves_unused',
    sentence: 'a permit counts as expired though records before are missing',
    file: 'hub/src/usage/ingest-batch.use-case.ts',
    find: 'batch.first > through',
    replace: 'false',
  },
  {
    name: 'use_expires',
    sentence: 'a permit that was used counts as expired',
    file: unused,
    find: 'tellsOfUse(events)',
    replace: 'false',
  },
  {
    name: 'used_is_taken_back',
    sentence: 'what was used can still be taken back',
    file: 'hub/src/authorizations/cancel-authorization.use-case.ts',
    find: "!['pending', 'expired'].includes(granted.outcome) || tellsOfUse",
    replace: 'false && tellsOfUse',
  },
  {
    name: 'shares_exceed',
    sentence: 'what partners take is left with those above them too',
    file: 'hub/src/settlement/split-charge.ts',
    find: 'rest = subtract(rest, taken)',
    replace: 'rest = subtract(rest, subtract(taken, taken))',
  },
  {
    name: 'one_side_booked',
    sentence: 'the operator’s side of a charge does not give way to its partners’',
    file: books,
    find: 'minor: -owed - shared',
    replace: 'minor: -owed',
  },
  {
    name: 'booked_again',
    sentence: 'each part books the whole sum so far',
    file: books,
    find: 'return booked - known.booked',
    replace: 'return booked',
  },
  {
    name: 'over_before_commit',
    sentence: 'a transaction is over, and its receipt signed, before it is durable',
    file: 'hub/src/storage/sqlite/group-commit.ts',
    find: "await this.connection.run('commit')",
    replace: "for (const { keep } of this.members) keep(); await this.connection.run('commit')",
  },
  {
    name: 'power_forgotten',
    sentence: 'the hub does not wait until its disk has what it commits',
    file: 'hub/src/storage/sqlite/write-driver.ts',
    find: 'pragma synchronous = full',
    replace: 'pragma synchronous = off',
  },
  {
    name: 'repeat_decides_anew',
    sentence: 'a request that is repeated under its key is decided anew',
    file: 'hub/src/idempotency/once.use-case.ts',
    find: 'if (before !== undefined) {',
    replace: 'if (before !== undefined && key.length > 10_000) {',
  },
  {
    name: 'failed_is_delivered',
    sentence: 'a confirmation that nobody answered counts as delivered',
    file: 'hub/src/outbox/deliver.use-case.ts',
    find: 'sent.ok',
    replace: 'sent.ok || leased',
  },
  {
    name: 'told_each_time',
    sentence: 'an outcome is told each time that it is reckoned',
    file: 'hub/src/confirmations/confirmation.ts',
    find: '`${authorization.id} ${outcome} ${to.endpoint}`',
    replace: '`${authorization.id} ${outcome} ${to.endpoint} ${to.id}`',
  },
]
