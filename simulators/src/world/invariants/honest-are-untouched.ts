import type { Verdict } from '@octroi/hub/proof/verdict'
import type { Invariant } from './invariant.ts'

/** What a device’s own disk, clock and meter may lead to. */
const ofItsOwn: readonly Verdict[] = ['restored', 'gap', 'repeated', 'clock_suspect']

export const honestAreUntouched: Invariant = {
  name: 'honest are untouched',
  says: 'No honest device is frozen by what others do or by what happens on the way and under its name stands set apart only what its own disk and clock did, or what was damaged on its disk or on its way.',
  holds: async ({ hub, devices, truth, business }, { journals }) => {
    const { damaged } = truth.misdeeds
    const wrong: string[] = []
    for (const { id, name } of devices) {
      const { body } = await hub.ask('GET', `/v1/devices/${id}`, { token: business.operator })
      if (body.state !== 'enrolled') wrong.push(`${name} is ${body.state}`)
      if (hub.malice.disturbed.has(id) || damaged.has(name)) continue
      const apart = journals.find((journal) => journal.name === name)?.quarantined ?? []
      for (const { verdict, detail } of apart) {
        if (!ofItsOwn.includes(verdict)) wrong.push(`under the name of ${name} stands ${verdict}: ${detail}`)
      }
    }
    return wrong
  },
}
