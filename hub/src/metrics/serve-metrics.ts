import { createServer, type Server } from 'node:http'
import type { Metrics } from './metrics.ts'

/** A listener of its own, so that metrics can stay inside while the API faces the world. */
export function metricsServer({ render }: Metrics, onDefect: (error: unknown) => void): Server {
  return createServer((request, response) => {
    const isAsked = request.url === '/metrics' && (request.method === 'GET' || request.method === 'HEAD')
    if (!isAsked) {
      response.writeHead(404).end()
      return
    }
    render().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(request.method === 'HEAD' ? undefined : text),
      (error: unknown) => {
        onDefect(error)
        response.writeHead(500).end()
      },
    )
  })
}
