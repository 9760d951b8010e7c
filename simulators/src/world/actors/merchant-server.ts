import type { WebhookClient } from '@octroi/hub/confirmations/webhook-client.port'
import { confirmationSchema } from '@octroi/shared/api/confirmation'
import { err, ok } from '@octroi/shared/errors/result'
import type { Surroundings } from '../surroundings.ts'
import type { Truth } from '../truth.ts'

const [leastMs, mostMs] = [10, 200]
/** Of the confirmations that are sent, how many get no answer, taken or not. */
const unanswered = 0.1

/** Where merchants take their confirmations, over a network that now and then loses the answer. */
export function merchantServer({ schedule, random: streamOf, tell }: Surroundings, truth: Truth): WebhookClient {
  const random = streamOf('merchant servers')
  return {
    addressFault: () => undefined,
    post: async ({ url, headers, body }) => {
      await schedule.pause(random.between(leastMs, mostMs))
      if (random.chance(unanswered / 2)) return err('no answer')
      const message = headers['webhook-id'] ?? ''
      truth.heard.add(message)
      const told = confirmationSchema.safeParse(JSON.parse(body))
      // Of consents and of money it hears too.
      if (told.success) {
        const { type, data } = told.data
        truth.confirmed({ message, type, authorization: data.authorization })
        tell(`${new URL(url).hostname} hears ${type} of ${data.authorization}`)
      }
      return random.chance(unanswered / 2) ? err('no answer') : ok(undefined)
    },
  }
}
