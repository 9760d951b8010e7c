import { lookup } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { WebhookClient } from '../confirmations/webhook-client.port.ts'

/** Where webhooks may go: only to public addresses, or also to this machine and its networks (trials and tests). */
export type WebhookReach = 'public' | 'any'

const timeoutMs = 10_000
const answerBytesAtMost = 64 * 1024

/**
 * Sends webhooks over HTTP(S). Redirects are not followed. The address is checked when the connection is made, not
 * before, so that a name cannot point elsewhere in between.
 */
export function webhookClient(reach: WebhookReach): WebhookClient {
  const faultOf = addressFault(reach)
  return {
    addressFault: faultOf,
    post: ({ url, headers, body, signal: given }) =>
      new Promise<Result<void, string>>((resolve) => {
        const fault = faultOf(url)
        if (fault !== undefined) return resolve(err(fault))
        const target = new URL(url)
        const send = target.protocol === 'https:' ? httpsRequest : httpRequest
        const content = Buffer.from(body)
        const timeout = AbortSignal.timeout(timeoutMs)
        const request = send(target, {
          method: 'POST',
          headers: { ...headers, 'content-length': content.length, 'user-agent': 'octroi-webhooks/1' },
          lookup: checkedLookup(reach),
          signal: given === undefined ? timeout : AbortSignal.any([timeout, given]),
        })
        request.on('response', (response) => {
          let received = 0
          response.on('data', (chunk: Buffer) => {
            received += chunk.length
            if (received > answerBytesAtMost) request.destroy()
          })
          const status = response.statusCode ?? 0
          response.on('error', () => undefined)
          response.on('close', () => resolve(status >= 200 && status < 300 ? ok(undefined) : err(`answered ${status}`)))
        })
        request.on('error', (error) => resolve(err(error.name === 'TimeoutError' ? 'no answer in 10 s' : error.message)))
        request.end(content)
      }),
  }
}

function addressFault(reach: WebhookReach): (url: string) => string | undefined {
  return (url) => {
    if (reach === 'any') return undefined
    const { protocol, hostname } = new URL(url)
    if (protocol !== 'https:') return 'An endpoint must use https.'
    const literal = hostname.replace(/^\[|\]$/g, '')
    return isIP(literal) !== 0 && isPrivate(literal) ? privateFault : undefined
  }
}

const privateFault = 'An endpoint must have a public address.'

function checkedLookup(reach: WebhookReach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0]
      if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '', 4)
      if (reach === 'public' && addresses.some(({ address }) => isPrivate(address)))
        return callback(new Error(privateFault), '', 4)
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }
}

/** Loopback, private, link-local, shared, multicast and reserved networks (RFC 6890). */
const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4')
  privateNetworks.addSubnet(`::ffff:${network}`, 96 + prefix, 'ipv6')
}
for (const [network, prefix] of [
  // Also the old forms that carry an IPv4 address: compatible, translated (RFC 6052, RFC 8215), 6to4 and Teredo.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fec0::', 10],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv6')
}

function isPrivate(address: string): boolean {
  return privateNetworks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
