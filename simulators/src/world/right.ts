/** Something a party may do, while it is taken and given back by requests whose answers get lost: when it is surely gone. */
export class Right {
  private readonly spans: { readonly fromMs: number; untilMs: number }[] = []
  private readonly trueMs: () => number

  constructor(trueMs: () => number) {
    this.trueMs = trueMs
  }

  /** That it is taken was answered. */
  taken(): void {
    this.spans.push({ fromMs: this.trueMs(), untilMs: Number.MAX_SAFE_INTEGER })
  }

  /** It is asked for again, whatever comes of it. */
  askedBack(): void {
    const last = this.spans.at(-1)
    if (last !== undefined) last.untilMs = Math.min(last.untilMs, this.trueMs())
  }

  /** Whether it was surely gone all that time. */
  wasGone(fromMs: number, untilMs: number): boolean {
    return this.spans.some((span) => span.fromMs <= fromMs && untilMs <= span.untilMs)
  }
}
