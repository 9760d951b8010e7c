import { type Failure, invalid } from '@octroi/shared/errors/failure'
import { fault } from '@octroi/shared/errors/fault'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import type { TenantId } from '@octroi/shared/ids/id'
import { formatInstant } from '@octroi/shared/time/instant'
import type { CommandWorld } from '../command-world.ts'
import type { StoragePlace } from '../open-storage.ts'
import { addOperator } from '../operators/add-operator.use-case.ts'
import { readEmail } from '../operators/email.ts'
import { readNewOperator } from '../operators/new-operator.ts'
import type { Operator } from '../operators/operator.ts'
import { normalPassword, passwordFaults } from '../operators/password.ts'
import { resetPassword } from '../operators/reset-password.use-case.ts'
import { everyOf, type PageRequest } from '../page.ts'
import type { Storage, Stores } from '../stores.ts'
import { withStorage } from '../with-storage.ts'

export const operatorUsage = `octroi operator list [--data-dir DIR]
  Everybody who signs in to the console: id, email, role, state, name.
octroi operator add --email EMAIL --name NAME [--role operator|viewer] [--data-dir DIR]
  Adds somebody, with the password that is read from standard input, one line.
octroi operator reset-password --email EMAIL [--remove-totp] [--data-dir DIR]
  Gives somebody the password that is read from standard input, and ends their sessions and locks.
  --remove-totp  for somebody who lost the authenticator and the recovery codes too.
  --tenant       where the data holds several tenants.
  --data-dir     the hub's data directory; OCTROI_DATA_DIR or .octroi/hub where it is absent. The hub must not run.
  The database is the one of OCTROI_DATABASE_URL where that is set.
`

export type OperatorCommand =
  | { readonly kind: 'list' }
  | { readonly kind: 'add'; readonly email: string; readonly name: string; readonly role: string; readonly password: string }
  | { readonly kind: 'reset-password'; readonly email: string; readonly removesTotp: boolean; readonly password: string }

interface Asked {
  readonly command: OperatorCommand
  readonly place: StoragePlace
  /** Needed where there are several. */
  readonly tenant: string | undefined
}

type Say = (line: string) => void

/** Exit codes: 0 done, 1 refused, and why. Throws where the data cannot be opened. */
export async function operator({ command, place, tenant }: Asked, world: CommandWorld, say: Say, complain: Say): Promise<0 | 1> {
  return withStorage(place, async (storage) => {
    const id = await tenantOf(storage, tenant)
    if (command.kind === 'list') return list(storage, id, say)
    const done = command.kind === 'add' ? await add(storage, id, world, command) : await reset(storage, id, world, command)
    if (done.ok) say(`${done.value.id}  ${done.value.email}  ${command.kind === 'add' ? 'added' : 'has the new password'}`)
    else complaintsOf(done.error).forEach(complain)
    return done.ok ? 0 : 1
  })
}

async function tenantOf(storage: Storage, named: string | undefined): Promise<TenantId> {
  const tenants = await storage.tenants()
  const [only, ...more] = named === undefined ? tenants : tenants.filter((each) => each === named)
  if (only !== undefined && more.length === 0) return only
  throw new Error(
    only === undefined
      ? 'There is no such tenant.'
      : `There are several tenants: name one with --tenant (${tenants.join(', ')}).`,
  )
}

const operatorsAtOnce = 100

async function list(storage: Storage, tenant: TenantId, say: Say): Promise<0> {
  const page = (asked: PageRequest) => storage.read(tenant, ({ operators }) => operators.list(asked))
  for await (const { id, email, role, disabledAtMs, name } of everyOf(page, operatorsAtOnce)) {
    say([id, email, role, disabledAtMs === undefined ? 'enabled' : `disabled ${formatInstant(disabledAtMs)}`, name].join('  '))
  }
  return 0
}

type Of<K extends OperatorCommand['kind']> = Extract<OperatorCommand, { readonly kind: K }>

async function add(
  storage: Storage,
  tenant: TenantId,
  world: CommandWorld,
  command: Of<'add'>,
): Promise<Result<Operator, Failure>> {
  const read = readNewOperator(command)
  if (!read.ok) return read
  if (command.password === '') return err(invalid([fault('password', 'required', 'is read from standard input')]))
  const passwordHash = await world.passwords.hash(normalPassword(command.password))
  return storage.transaction(tenant, async (stores) => {
    const done = await addOperator(stores, world, { ...read.value, passwordHash })
    return done.ok ? noted(stores, world, 'add', done.value) : done
  })
}

async function reset(
  storage: Storage,
  tenant: TenantId,
  world: CommandWorld,
  { email: typed, password, removesTotp }: Of<'reset-password'>,
): Promise<Result<Operator, Failure>> {
  const email = readEmail(typed)
  const faults = passwordFaults(password, { email })
  if (email === undefined) return err(invalid([fault('email', 'invalid_format', 'must be an email address'), ...faults]))
  if (faults.length > 0) return err(invalid(faults))
  const passwordHash = await world.passwords.hash(normalPassword(password))
  return storage.transaction(tenant, async (stores) => {
    const done = await resetPassword(stores, { email, passwordHash, removesTotp })
    return done.ok ? noted(stores, world, 'reset-password', done.value) : done
  })
}

/** Whoever runs a command owns the machine, and has neither a key nor a name: the entry says what was done to whom. */
async function noted(
  stores: Stores,
  { ids, nowMs }: CommandWorld,
  did: string,
  to: Operator,
): Promise<Result<Operator, Failure>> {
  const tenant = await stores.tenants.get()
  if (tenant === undefined) throw new Error('There is no such tenant.')
  await stores.audit.append({
    id: ids.next('auditEntry'),
    atMs: nowMs(),
    account: tenant.operator,
    role: 'operator',
    action: `octroi operator ${did}`,
    target: to.id,
    result: 'done',
  })
  return ok(to)
}

function complaintsOf({ detail, faults = [] }: Failure): readonly string[] {
  return faults.length === 0 ? [detail] : faults.map(({ path, detail: what }) => `${path} ${what}`)
}
