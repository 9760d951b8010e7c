import type { Invariant } from './invariant.ts'

export const stolenKeysEnd: Invariant = {
  name: 'stolen keys end',
  says: 'A permit that is signed with a stolen key opens nothing on a device that holds the key set in which it ended, once its end has come by that device’s clock; every connected device holds the newest key set; what a thief opened is billed to nobody.',
  holds: async ({ truth, devices }, { charges }) => {
    const wrong: string[] = []
    for (const { device, authorization, stolenFrom, keyset, clockMs } of truth.thefts) {
      const isOver = truth.replacedKeys.some(
        ({ version, endMs }) => stolenFrom < version && version <= keyset && endMs <= clockMs,
      )
      if (isOver) wrong.push(`${device} let a thief in who signed ${authorization} with a key that had ended`)
      if (charges.some((charge) => charge.authorization === authorization)) wrong.push(`${authorization} of a thief is billed`)
    }
    const newest = truth.replacedKeys.at(-1)
    for (const { name, agent } of devices) {
      const held = agent?.shell.state.keyset.version ?? 0
      if (newest !== undefined && held < newest.version) wrong.push(`${name} holds key set ${held} of ${newest.version}`)
    }
    return wrong
  },
}
