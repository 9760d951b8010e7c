import { isIP } from 'node:net'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'

/**
 * How to check that the certificate is the hub's, whoever carries the traffic: it must be for the name in the hub's
 * address and not for that of a gateway. An address is no server name (RFC 6066, 3), and is checked all the same.
 */
export function forServer(hostname: string) {
  const name = hostname.replace(/^\[|\]$/g, '')
  return {
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_dialled: string, certificate: PeerCertificate) => checkServerIdentity(name, certificate),
  }
}
