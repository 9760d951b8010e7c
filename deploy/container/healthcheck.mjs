import { get } from 'node:http'
import { get as getSecurely } from 'node:https'

/**
 * Whether the hub in this container lives: exits with 0 or 1. It asks itself, so whoever vouches for its certificate does
 * not matter here.
 */
const { OCTROI_HTTP_PORT: port = '8080', OCTROI_TLS_CERT: cert } = process.env
const [ask, scheme] = cert === undefined ? [get, 'http'] : [getSecurely, 'https']
const request = ask(`${scheme}://127.0.0.1:${port}/healthz`, { timeout: 4000, rejectUnauthorized: false }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
)
request.on('timeout', () => process.exit(1))
request.on('error', () => process.exit(1))
