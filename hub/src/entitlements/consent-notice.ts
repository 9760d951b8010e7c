import { formatInstant } from '@octroi/shared/time/instant'
import type { Notice } from '../confirmations/notify.use-case.ts'
import type { GivenConsent } from './entitlement.store.ts'

/** What the account hears to which a consent was given. */
export function consentNotice(
  became: 'given' | 'ended',
  { id, owner, grantee, service, device, actions, fromMs, untilMs }: GivenConsent,
): Notice {
  return {
    accounts: [grantee],
    type: `consent.${became}`,
    about: id,
    data: {
      consent: id,
      owner,
      service,
      ...(device === undefined ? {} : { device }),
      ...(actions === undefined ? {} : { actions: [...actions] }),
      from: formatInstant(fromMs),
      ...(untilMs === undefined ? {} : { until: formatInstant(untilMs) }),
    },
  }
}
