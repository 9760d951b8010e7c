import type { PropsWithChildren } from 'hono/jsx'

/** Said where nothing was done, and why. */
export function Refused({ children }: PropsWithChildren) {
  return (
    <p class="notice wrong" role="alert">
      {children}
    </p>
  )
}
