/** Who holds what of one file: the locks of SQLite's file format, and those of the log of writes. */
export class FileLocks {
  private readonly levels = new Map<number, number>()
  private readonly slots = Array.from({ length: 8 }, () => new Map<number, 'shared' | 'exclusive'>())

  /** Level 1 is shared, 2 reserved, 3 pending, 4 exclusive. False where somebody else is in the way. */
  lock(who: number, level: number): boolean {
    const others = [...this.levels].filter(([other]) => other !== who).map(([, held]) => held)
    const isFree = level === 1 ? others.every((held) => held < 3) : others.every((held) => held < (level === 4 ? 1 : 2))
    if (isFree) this.levels.set(who, level)
    return isFree
  }

  unlock(who: number, level: number): void {
    if (level === 0) this.levels.delete(who)
    else this.levels.set(who, level)
  }

  get isReserved(): boolean {
    return [...this.levels.values()].some((level) => level >= 2)
  }

  /** Takes slots of the log of writes, all or none. */
  take(who: number, { first, count, kind }: Slots): boolean {
    const wanted = this.slots.slice(first, first + count)
    const isInTheWay = ([other, held]: readonly [number, Slots['kind']]): boolean =>
      other !== who && (kind === 'exclusive' || held === 'exclusive')
    if (wanted.some((slot) => [...slot].some(isInTheWay))) return false
    for (const slot of wanted) slot.set(who, kind)
    return true
  }

  give(who: number, { first, count }: Omit<Slots, 'kind'>): void {
    for (const slot of this.slots.slice(first, first + count)) slot.delete(who)
  }

  forget(who: number): void {
    this.levels.delete(who)
    for (const slot of this.slots) slot.delete(who)
  }
}

interface Slots {
  readonly first: number
  readonly count: number
  readonly kind: 'shared' | 'exclusive'
}
