import { equalBytes } from '@octroi/shared/crypto/bytes'
import { conflict, type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { invariant } from '@octroi/shared/errors/invariant'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import { hashSecret } from '../accounts/api-key.ts'
import type { Environment } from '../environment.ts'
import type { Stores } from '../stores.ts'
import { tenantSecret } from '../tenants/tenant-secret.use-case.ts'
import { noteOnOtherSide } from './note-on-other-side.use-case.ts'
import { isOpen, type ResellerResale } from './resale.ts'
import { readResaleCode } from './resale-code.ts'
import { levelsAtMost, levelsFrom, wayUp } from './resale-levels.use-case.ts'

type Needs = Pick<Stores, 'tenants' | 'resales' | 'across'>

/** Every batch is rated for each of them. */
const suppliersAtMost = 10

/** Accepts, with a supplier's code, that this tenant sells on what it supplies. It is written on both sides at once. */
export async function acceptResale(
  stores: Needs,
  environment: Environment,
  code: string,
): Promise<Result<ResellerResale, Failure>> {
  const { tenants, resales, across } = stores
  const presented = readResaleCode(code)
  if (presented === undefined) return err(codeInvalid)
  const supplier = across.of(presented.supplier)
  const proposal = await supplier.resales.get(presented.resale)
  const nowMs = environment.nowMs()
  const fits =
    proposal?.side === 'supplier' &&
    isOpen(proposal, nowMs) &&
    equalBytes(proposal.code?.hash ?? new Uint8Array(), hashSecret(environment.crypto, presented.secret))
  if (!fits) return err(codeInvalid)
  const [own, other] = [await tenants.get(), await supplier.tenants.get()]
  invariant(own !== undefined && other !== undefined, 'tenants that agree are there')
  if (own.id === other.id) return err(withItself)
  if (own.mode !== other.mode) return err(otherMode)
  const hindrance = await hindranceOf(stores, supplier, nowMs)
  if (hindrance !== undefined) return err(hindrance)
  const { id, proposedAtMs } = proposal
  const partner = { tenant: other.id, name: other.name }
  const accepted: ResellerResale = { id, side: 'reseller', partner, proposedAtMs, agreedAtMs: nowMs }
  await resales.insert(accepted)
  // Here already, because lists of devices are only read.
  await tenantSecret(stores, environment, 'resale-aliases')
  await supplier.resales.accept(id, { partner: { tenant: own.id, name: own.name }, agreedAtMs: nowMs })
  await noteOnOtherSide(supplier, environment, { resale: id, account: proposal.account, action: 'resale accepted' })
  return ok(accepted)
}

/** Why these two cannot agree, as things stand. */
async function hindranceOf(stores: Needs, supplier: Stores, atMs: number): Promise<Failure | undefined> {
  const bought = await stores.resales.agreed('reseller', { fromMs: atMs })
  if (bought.some(({ partner }) => partner.tenant === supplier.across.own)) return resoldAlready
  if (bought.length >= suppliersAtMost) return tooManySuppliers
  const way = await wayUp(supplier, stores.across.own, atMs)
  if (way !== undefined) return cycle(stores, way, atMs)
  const levels = (await levelsFrom(supplier, 'above', atMs)) + 1 + (await levelsFrom(stores, 'below', atMs))
  return levels > levelsAtMost ? tooManyLevels : undefined
}

/** Names what this tenant knows of the way, which is its own resale at the end of it: who buys from whom between is theirs. */
async function cycle({ resales }: Needs, way: readonly TenantId[], atMs: number): Promise<Failure> {
  const nearest = way.at(-2)
  const own = (await resales.agreed('supplier', { fromMs: atMs })).find(({ partner }) => partner.tenant === nearest)
  invariant(own !== undefined, 'who buys from this tenant has a resale with it')
  const between = way.length - 2
  const through = between === 0 ? 'which is this very supplier' : `from whom it reaches this supplier over ${between} more`
  return conflict('resale_cycle', `You would buy what you sell: your resale ${own.id} supplies ${own.partner.name}, ${through}.`)
}

const codeInvalid = invalid([
  fault('code', 'resale_code_invalid', 'The code is no open proposal’s: it was mistyped, used, withdrawn, or is too old.'),
])
const withItself = conflict('resale_with_itself', 'The code is of your own proposal: another tenant accepts it.')
const otherMode = conflict('resale_modes_differ', 'A test twin agrees with a test twin, a live tenant with a live one.')
const resoldAlready = conflict('resale_exists', 'You resell what this supplier supplies already: end that first.')
const tooManySuppliers = conflict('too_many_suppliers', `A tenant has at most ${suppliersAtMost} suppliers at a time.`)
const tooManyLevels = conflict('resale_too_deep', `At most ${levelsAtMost} resales may stand one above the other.`)
