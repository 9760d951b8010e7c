import type { z } from 'zod'
import type {
  authorizationDetailSchema,
  newAuthorizationSchema,
  quotedAuthorizationSchema,
  toldTimeSchema,
} from '../api/authorizations.ts'
import { confirmedOutcomes } from '../api/confirmation.ts'
import type { newOrderSchema, orderSchema } from '../api/orders.ts'
import type { Proof } from '../api/proof.ts'
import type { tenantSchema } from '../api/tenant.ts'
import type { GrantForm, Outcome } from '../api/vocabulary.ts'
import type { addedEndpointSchema, deliverySchema, endpointsSchema } from '../api/webhooks.ts'
import { type Granted, grantedAs, type Refused, refusedOf } from './asked.ts'
import { type CallOptions, type HubAddress, HubConnection, type PostOptions } from './hub-connection.ts'
import { itemsOf, type PageOf } from './list-items.ts'
import { pathOf, merchantRoutes as routes } from './merchant-routes.ts'

/** What to do, where and when; the form is chosen by the method. */
export type AskToAct = Omit<Asked, 'dryRun' | 'form' | 'window'> & { readonly window: NonNullable<Asked['window']> }
/** What to do now, and where. */
export type AskToCommand = Omit<AskToAct, 'window' | 'holderKey' | 'delegable'>
type Asked = z.input<typeof newAuthorizationSchema>
export type AuthorizationDetail = z.infer<typeof authorizationDetailSchema>

/** The hub holds an answer back for so long at most. */
const waitSecondsAtMost = 25

/**
 * What a merchant does with a hub: ask, learn what became of it, take it back, prove it. A refusal is an answer like any
 * other; whatever else did not succeed rejects as a `HubProblem`. Lists are walked to their end, page by page.
 */
export class MerchantClient {
  private readonly hub: HubConnection

  constructor(address: HubAddress) {
    this.hub = new HubConnection(address)
  }

  /** The tenant of the key: its root key is what proofs are checked against, so keep it. */
  tenant(options?: CallOptions): Promise<z.infer<typeof tenantSchema>> {
    return this.hub.get(routes.tenant.path, routes.tenant.answer, options)
  }

  /** What would be decided now, and at which price. Nothing is kept. */
  quote(
    asked: AskToAct & { readonly form?: 'passcode' },
    options?: CallOptions,
  ): Promise<z.infer<typeof quotedAuthorizationSchema>> {
    return this.hub.post(routes.quote.path, { ...asked, dryRun: true }, routes.quote.answer, options)
  }

  /** Asks for one action. Granted, the answer holds the permit for whoever will stand at the device. */
  authorize(asked: AskToAct, options?: PostOptions): Promise<Granted<'permit'> | Refused> {
    return this.ask(asked, 'permit', options)
  }

  /** The same for somebody who types: the answer holds eight digits, told this once. */
  authorizeByPasscode(asked: Omit<AskToAct, 'holderKey'>, options?: PostOptions): Promise<Granted<'passcode'> | Refused> {
    return this.ask(asked, 'passcode', options)
  }

  /** The hub tells the device itself, which must be connected. Granted, it is on its way: wait for the outcome. */
  command(asked: AskToCommand, options?: PostOptions): Promise<Granted<'command'> | Refused> {
    return this.ask(asked, 'command', options)
  }

  authorization(id: string, options?: CallOptions): Promise<AuthorizationDetail> {
    return this.hub.get(pathOf(routes.authorization.path, { authorization: id }), routes.authorization.answer, options)
  }

  /** What the device has signed about it so far. */
  async timeline(id: string, options?: CallOptions): Promise<AuthorizationDetail['timeline']> {
    return (await this.authorization(id, options)).timeline
  }

  /**
   * Waits until it has come to an end, and for `withinMs` at most: for who cannot receive webhooks. The answer tells its
   * outcome, which is still `pending` or `opened` where the time was over first.
   */
  async outcome(id: string, { withinMs, signal }: CallOptions & { readonly withinMs: number }): Promise<AuthorizationDetail> {
    const endMs = Date.now() + withinMs
    for (let known: Outcome = 'pending'; ; ) {
      const leftSeconds = Math.ceil((endMs - Date.now()) / 1000)
      if (leftSeconds <= 0) return this.authorization(id, { signal })
      const wait = Math.min(leftSeconds, waitSecondsAtMost)
      const path: string = `${pathOf(routes.authorization.path, { authorization: id })}?wait=${wait}&outcome=${known}`
      const detail: AuthorizationDetail = await this.hub.get(path, routes.authorization.answer, { signal, waitMs: wait * 1000 })
      const { outcome } = detail
      if (outcome === undefined || confirmedOutcomes.some((end) => end === outcome)) return detail
      known = outcome
    }
  }

  /** Takes it back before it is used: pending until the device confirms. */
  cancel(id: string, options?: PostOptions) {
    const path = pathOf(routes.cancel.path, { authorization: id })
    return this.hub.post(path, undefined, routes.cancel.answer, options)
  }

  /**
   * The signed time over a nonce of the device, for one that does not know it: what comes goes to the device with the permit,
   * within ten seconds of the nonce.
   */
  time(id: string, nonce: string, options?: CallOptions): Promise<z.infer<typeof toldTimeSchema>> {
    return this.hub.post(pathOf(routes.time.path, { authorization: id }), { nonce }, routes.time.answer, options)
  }

  proof(id: string, options?: CallOptions): Promise<Proof> {
    return this.hub.get(pathOf(routes.proof.path, { authorization: id }), routes.proof.answer, options)
  }

  /** Newest first, as every list. */
  authorizations(options?: CallOptions) {
    return this.list(routes.authorizations, options)
  }

  order(asked: z.input<typeof newOrderSchema>, options?: PostOptions): Promise<z.infer<typeof orderSchema>> {
    return this.hub.post(routes.order.path, asked, routes.order.answer, options)
  }

  orders(options?: CallOptions) {
    return this.list(routes.orders, options)
  }

  subscriptions(options?: CallOptions) {
    return this.list(routes.subscriptions, options)
  }

  /** What its actions cost, each with the explanation of its price. */
  charges(subscription: string, options?: CallOptions) {
    return this.list({ ...routes.charges, path: pathOf(routes.charges.path, { subscription }) }, options)
  }

  entitlements(options?: CallOptions) {
    return this.list(routes.entitlements, options)
  }

  /** Whose devices one may act on, and for how long. */
  consents(options?: CallOptions) {
    return this.list(routes.consents, options)
  }

  /** Keep the secret of the answer: it is told this once, and `verifyWebhook` needs it. */
  addEndpoint(url: string, options?: PostOptions): Promise<z.infer<typeof addedEndpointSchema>> {
    return this.hub.post(routes.addEndpoint.path, { url }, routes.addEndpoint.answer, options)
  }

  async endpoints(options?: CallOptions): Promise<z.infer<typeof endpointsSchema>['items']> {
    return (await this.hub.get(routes.endpoints.path, routes.endpoints.answer, options)).items
  }

  removeEndpoint(id: string, options?: CallOptions): Promise<void> {
    return this.hub.delete(pathOf(routes.removeEndpoint.path, { endpoint: id }), options)
  }

  /** Sends a delivery again, with the same `webhook-id`: for when your own server lost what it took. */
  replay(delivery: string, options?: PostOptions): Promise<z.infer<typeof deliverySchema>> {
    return this.hub.post(pathOf(routes.replay.path, { delivery }), undefined, routes.replay.answer, options)
  }

  /** What was sent to the endpoints, and how often it was tried. */
  deliveries(options?: CallOptions) {
    return this.list(routes.deliveries, options)
  }

  private list<T>(
    route: { readonly path: string; readonly answer: z.ZodType<PageOf<T>> },
    options?: CallOptions,
  ): AsyncGenerator<T> {
    return itemsOf((query) => this.hub.get(`${route.path}${query}`, route.answer, options))
  }

  private async ask<F extends GrantForm>(
    asked: AskToAct | AskToCommand,
    form: F,
    options: PostOptions | undefined,
  ): Promise<Granted<F> | Refused> {
    try {
      const answer = await this.hub.post(routes.authorize.path, { ...asked, form }, routes.authorize.answer, options)
      return grantedAs(form, answer)
    } catch (error) {
      const refused = refusedOf(error)
      if (refused === undefined) throw error
      return refused
    }
  }
}
