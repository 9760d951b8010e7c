import type { Id } from '@octroi/shared/ids/id'

/** What other systems have a name for. */
export type ExternalKind = 'account' | 'device' | 'subscription'

export interface ExternalIdStore {
  /** What a system calls so, for those names that it uses. */
  find<K extends ExternalKind>(kind: K, system: string, names: readonly string[]): Promise<ReadonlyMap<string, Id<K>>>
  /** Fails where the system calls something else so. */
  insert<K extends ExternalKind>(kind: K, system: string, names: ReadonlyMap<string, Id<K>>): Promise<void>
}
