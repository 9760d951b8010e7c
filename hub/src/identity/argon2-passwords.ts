import { hash, parseOptions, verify } from '@node-rs/argon2'
import { HasherBusy, type PasswordHasher } from '../operators/password-hasher.port.ts'

/** The first choice of OWASP's password storage cheat sheet. The library's own kind is argon2id, version 19. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

interface Limits {
  /** Each takes 19 MiB, and a thread of the four that also read files and databases. */
  readonly atOnce: number
  /** Beyond these it is a flood, and waiting would only hold more memory. */
  readonly waitingAtMost: number
}

/** Argon2id in threads beside the one that answers requests. */
export async function argon2Passwords(
  { atOnce, waitingAtMost }: Limits = { atOnce: 2, waitingAtMost: 64 },
): Promise<PasswordHasher> {
  const room = new Room(atOnce, waitingAtMost)
  // Of nobody: what is compared with it takes as long as anything else.
  const nobodys = await hash('no operator has this', parameters)
  return {
    hash: (password) => room.use(() => hash(password, parameters)),
    verify: (phc, password) => room.use(async () => (await verify(phc ?? nobodys, password)) && phc !== undefined),
    isCurrent: (phc) => {
      const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(phc)
      const isAlike = memoryCost === parameters.memoryCost && timeCost === parameters.timeCost
      return (
        phc.startsWith('$argon2id$v=19$') &&
        isAlike &&
        parallelism === parameters.parallelism &&
        outputLen === parameters.outputLen
      )
    },
  }
}

/** Lets a few in at once; the others wait in the order they came. */
class Room {
  private inside = 0
  private readonly waiting: (() => void)[] = []
  private readonly atOnce: number
  private readonly waitingAtMost: number

  constructor(atOnce: number, waitingAtMost: number) {
    this.atOnce = atOnce
    this.waitingAtMost = waitingAtMost
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.atOnce) this.inside++
    else await this.turn()
    try {
      return await work()
    } finally {
      // Whoever leaves hands the place on, so that nobody who comes now takes it first.
      const next = this.waiting.shift()
      if (next === undefined) this.inside--
      else next()
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.waitingAtMost) throw new HasherBusy('too many passwords are being looked at')
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }
}
