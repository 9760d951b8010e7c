import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initialState } from '@octroi/agent/acting/initial-state'
import { ActingShell } from '@octroi/agent/acting/shell'
import { systemTimers } from '@octroi/agent/clock/timers'
import type { Driver } from '@octroi/agent/drivers/driver'
import { SqliteJournal } from '@octroi/agent/journal/sqlite-journal'
import { keyPairOf } from '@octroi/shared/crypto/crypto'
import { portableCrypto as crypto } from '@octroi/shared/crypto/portable-crypto'
import { passcodeAt } from '@octroi/shared/decisions/passcode-code'
import { idFromBytes } from '@octroi/shared/ids/id'
import { signMessage } from '@octroi/shared/wire/message'
import { keysetMessage } from '@octroi/shared/wire/messages/keyset'

const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte)
const [tenant, device] = [idFromBytes('tenant', filled(16, 1)), idFromBytes('device', filled(16, 2))]
const root = keyPairOf(crypto, filled(32, 3))
const keysetClaims = {
  issuer: tenant,
  version: 1,
  keys: [{ publicKey: root.publicKey, uses: ['permits'], notBefore: 0, expiresAt: 1 }],
} as const
const identity = {
  ...{ tenant, device, rootKey: root.publicKey, keys: keyPairOf(crypto, filled(32, 4)) },
  keyset: signMessage(crypto, keysetMessage, keysetClaims, root),
}
const key = { generation: 1, key: filled(32, 5), from: 0, epoch: 0 }
const service = 'trunk.access'
const action = `${service}:open`

/** A lock whose latch moves at once. */
const lock: Driver = {
  services: { [service]: ['open'] },
  keypad: [{ service, action: 'open' }],
  safetyActions: [],
  start: () => Promise.resolve(),
  hindrance: () => undefined,
  actuate: () => Promise.resolve({ ok: true }),
  stop: () => Promise.resolve(),
}

/** A device with a keypad on a real journal, with a clock that the test sets, which may lose its power at any time. */
export class KeypadDevice {
  private readonly folder: string
  private current: { readonly journal: SqliteJournal; readonly shell: ActingShell } | undefined
  nowMs = 1_700_000_000_000

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(): Promise<KeypadDevice> {
    const made = new KeypadDevice(await mkdtemp(join(tmpdir(), 'octroi-keypad-')))
    await made.boot()
    return made
  }

  /** What opens in a slot. */
  codeOf(slotStart: number, n: number): string {
    return passcodeAt(crypto, key.key, device, { action, slotStart, n })
  }

  async types(passcode: string): Promise<string> {
    const answer = await this.running.shell.enterPasscode({ action, passcode })
    if (answer.kind !== 'granted') return answer.kind === 'refused' ? answer.code : answer.kind
    await this.running.shell.observed([
      { type: 'opened', service },
      { type: 'closed', service },
      { type: 'secured', service },
    ])
    return 'granted'
  }

  async reboot(): Promise<void> {
    await this.shutDown()
    await this.boot()
  }

  async remove(): Promise<void> {
    await this.shutDown()
    await rm(this.folder, { recursive: true })
  }

  private get running(): { readonly journal: SqliteJournal; readonly shell: ActingShell } {
    if (this.current === undefined) throw new Error('the device is down')
    return this.current
  }

  /** The monotonic clock begins anew with each boot; the hub tells the time and the keys. */
  private async boot(): Promise<void> {
    const bootedAtMs = this.nowMs
    const randomBytes = (length: number): Uint8Array => filled(length, 6)
    const path = join(this.folder, 'journal.sqlite')
    const journal = await SqliteJournal.open({ path, boot: filled(16, 7), randomBytes, recordsAtMost: 10_000 })
    const environment = { monotonicMs: () => this.nowMs - bootedAtMs, timers: systemTimers, randomBytes, crypto }
    const initial = await initialState(environment, identity, journal, lock)
    const onFatal = (error: unknown): never => {
      throw error
    }
    const shell = new ActingShell({ environment, journal, driver: lock, initial, onCommitted: () => undefined, onFatal })
    await shell.boot()
    await shell.driverStarted()
    const nonce = shell.askTime()
    shell.usePasscodeKeys({ device, nonce, time: this.nowMs, maxOpenSeconds: 60, keys: [key] })
    shell.answerTime({ device, nonce, time: this.nowMs }, 0)
    this.current = { journal, shell }
  }

  private async shutDown(): Promise<void> {
    const { journal, shell } = this.running
    this.current = undefined
    shell.stop()
    await journal.close()
  }
}
