import type { Invariant } from './invariant.ts'

export const inSync: Invariant = {
  name: 'in sync',
  says: 'Once faults stop, every device and the hub hold the same journal, or the hub shows a verdict that says why not.',
  holds: async ({ hub, devices, business }) => {
    const wrong: string[] = []
    for (const device of devices) {
      const status = await device.status()
      if (status === undefined) {
        wrong.push(`${device.name} does not run`)
        continue
      }
      const { body } = await hub.ask('GET', `/v1/devices/${device.id}`, { token: business.operator })
      const isWhole = body.journal.through === status.lastSeq && body.journal.missing.length === 0
      const isAnswered = status.acknowledgedThrough === status.lastSeq
      if (isWhole && isAnswered) continue
      wrong.push(
        `${device.name} holds ${status.lastSeq}, is answered ${status.acknowledgedThrough}; the hub holds ${JSON.stringify(body.journal)}`,
      )
    }
    return wrong
  },
}
