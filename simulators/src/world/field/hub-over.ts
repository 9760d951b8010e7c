import { type HubClient, HubRefusal } from '@octroi/agent/uplink/hub-client'
import { z } from 'zod'
import type { HubMachine } from '../hub/hub-machine.ts'
import type { Life } from '../life.ts'
import type { Schedule } from '../schedule.ts'
import type { Way } from '../way.ts'

const requestWithinMs = 10_000

interface Ends {
  readonly hub: HubMachine
  readonly way: Way
  /** Of the program that asks. */
  readonly life: Life
}

/** The hub over a device’s way: a request or its answer may be late or lost. */
export function hubOver(schedule: Schedule, { hub, way, life }: Ends): HubClient {
  return {
    post: (path, body, answer) =>
      life.guard(
        new Promise((resolve, reject) => {
          schedule.after(requestWithinMs, () => reject(new Error('no answer in time')))
          if (way.loses()) return
          way.carry(() => {
            hub.ask('POST', path, { body }).then((answered) => {
              if (way.loses()) return
              way.carry(() => {
                const { status, body: told } = answered
                if (status >= 200 && status < 300) resolve(z.object(answer.shape).parse(told))
                else if (status >= 500 || status === 429) reject(new Error(`the hub answered ${status}`))
                else reject(new HubRefusal(String(told.code ?? status), String(told.detail ?? '')))
              })
            }, reject)
          })
        }),
      ),
  }
}
