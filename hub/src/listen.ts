import type { Server } from 'node:net'

export interface ListenAddress {
  readonly host: string
  readonly port: number
  /** Where the port is configured, for whoever finds it taken. */
  readonly setting: string
  /** What to do where the port is taken: fail, as a service should, or take a free one, as a trial may. */
  readonly whenTaken: 'fail' | 'free'
}

export interface Listening {
  readonly port: number
  /** The port that was asked for belongs to somebody else. */
  readonly wasTaken: boolean
}

export async function listen(server: Server, { host, port, setting, whenTaken }: ListenAddress): Promise<Listening> {
  try {
    return { port: await bind(server, host, port), wasTaken: false }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (whenTaken === 'fail') throw new Error(`port ${port} on ${host} is taken: free it or set ${setting}`, { cause: error })
    return { port: await bind(server, host, 0), wasTaken: true }
  }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** How the place is written in a URL: an IPv6 address stands in brackets. */
export function urlHost(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}
