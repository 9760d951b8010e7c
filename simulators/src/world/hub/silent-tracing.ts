import type { Step, Tracing } from '@octroi/hub/tracing'

const step: Step = { note: () => undefined, rename: () => undefined, failed: () => undefined }

/** Nobody listens. */
export const silentTracing: Tracing = {
  step: (_name, _about, work) => work(step),
  headers: () => ({}),
  flush: () => Promise.resolve(),
}
