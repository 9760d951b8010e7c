import type { HttpDependencies } from '../../http/context.ts'

/** What is left of a right password until the code follows. */
export const stepCookie = 'octroi_sign_in'

export function stepCookieOptions({ origins }: HttpDependencies) {
  const secure = origins().some((origin) => origin.startsWith('https:'))
  return { path: '/console/sign-in', httpOnly: true, sameSite: 'Strict', secure, maxAge: 300 } as const
}
