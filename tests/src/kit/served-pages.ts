import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { HubAtRest } from './hub-at-rest.ts'
import { pagesOver } from './page-browser.ts'

export interface ServedPages {
  readonly origin: string
  readonly close: () => Promise<void>
}

/** The pages of a hub at rest on a free port, for a real browser, with the test's clock. */
export async function servePages(hub: HubAtRest): Promise<ServedPages> {
  const pages = pagesOver(hub)
  const server = createServer((asked, answer) => {
    void (async () => {
      const response = await pages.fetch(await requestOf(asked))
      for (const [name, text] of response.headers) if (name !== 'set-cookie') answer.setHeader(name, text)
      answer.setHeader('set-cookie', response.headers.getSetCookie())
      answer.writeHead(response.status)
      if (response.body === null) answer.end()
      else Readable.fromWeb(response.body).pipe(answer)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function requestOf(asked: IncomingMessage): Promise<Request> {
  const { method = 'GET', url = '/', headers } = asked
  const chunks: Uint8Array[] = []
  for await (const chunk of asked) chunks.push(chunk as Uint8Array)
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
  const given = Object.entries(headers).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as [string, string]] : [],
  )
  return new Request(`http://${headers.host ?? 'hub.test'}${url}`, { method, headers: given, ...body })
}
