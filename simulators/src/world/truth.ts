import type { TimeReading } from '@octroi/agent/clock/device-time'
import type { GrantForm } from '@octroi/shared/api/vocabulary'
import type { AccountId, AuthorizationId } from '@octroi/shared/ids/id'
import { Misdeeds } from './misdeeds.ts'
import { Right } from './right.ts'
import type { Surroundings } from './surroundings.ts'
import { paidBeforeMinor } from './terms.ts'

/** What a merchant was granted, as the hub answered it. */
export interface Grant {
  readonly authorization: AuthorizationId
  /** The device's name in the world. */
  readonly device: string
  readonly form: GrantForm
  /** As it was given: the signed token, or the digits of its keypad form. Nothing of a command, which goes to the device. */
  readonly permit: string
  readonly isDelegable: boolean
  readonly fromMs: number
  readonly untilMs: number
  readonly requester: AccountId
  /** When it was asked for first, and when it was answered. */
  readonly askedMs: number
  readonly answeredMs: number
  /** Which merchant asked for it, and the how manieth of its wishes it was. */
  readonly order: string
  /** How it was asked for. */
  readonly asked: { readonly token: string; readonly key: string; readonly body: object }
}

/** What a device answered to somebody who stood before it. */
export interface Admission {
  readonly device: string
  readonly authorization: AuthorizationId
  readonly use: number
  /** As it was shown, or typed; nothing of a command. */
  readonly permit: string
  /** Whoever showed it signed with the key that the permit names or was handed on to, over a nonce that this device just gave. */
  readonly isHolder: boolean
  /** Whoever showed it is not who it was granted for. */
  readonly isHandedOn?: boolean
  /** Of a command: since when the device was in the session in which it came. */
  readonly sessionFromMs?: number
  /** What the device took the time for. */
  readonly clock?: TimeReading
  readonly atMs: number
}

export type Movement = 'unlatched' | 'opened' | 'released' | 'closed' | 'secured' | 'heated'

export interface Moved {
  readonly device: string
  readonly how: Movement
  readonly atMs: number
}

/** What a device began for its own account, because somebody pressed a button on it. */
export interface Pressed {
  readonly device: string
  readonly service: string
  readonly atMs: number
}

/** A device got its power, or lost it. */
export interface Powered {
  readonly device: string
  readonly isOn: boolean
  readonly atMs: number
}

/** What was confirmed to a partner. */
export interface Confirmed {
  readonly message: string
  readonly type: string
  readonly authorization: AuthorizationId
  readonly atMs: number
}

/** What somebody opened with a permit that was signed with a stolen key. */
export interface Theft {
  readonly device: string
  readonly service: string
  readonly authorization: AuthorizationId
  /** In which key set the key was when it was stolen. */
  readonly stolenFrom: number
  /** The version of the key set by which the device let it in, and what it took the time for. */
  readonly keyset: number
  readonly clockMs: number
  readonly atMs: number
}

/** What really happened, which only the world knows: what every party claims is held against it. */
export class Truth {
  readonly grants = new Map<AuthorizationId, Grant>()
  readonly admissions: Admission[] = []
  readonly movements: Moved[] = []
  readonly pressed: Pressed[] = []
  readonly powered: Powered[] = []
  /** What devices answered their owner once the faults had stopped. */
  readonly lastAnswers: { readonly device: string; readonly service: string; readonly said: string }[] = []
  /** Every message that arrived at a partner, whatever it is of. */
  readonly heard = new Set<string>()
  readonly confirmations: Confirmed[] = []
  /** When the hub first told of an authorization that it is taken back. */
  readonly revoked = new Map<AuthorizationId, number>()
  /** By device: readings its agent wrote down, and the last record the hub acknowledged. */
  readonly readings = new Map<string, number>()
  readonly through = new Map<string, number>()
  /** Money that came into the wallet, and what may have come beside it: nobody heard what the hub made of it. */
  readonly wallet = { paid: paidBeforeMinor, perhaps: 0n }
  /** How often somebody who stood before a device brought it the time. */
  toldTimes = 0
  readonly failures: string[] = []
  /** When a device’s disk came back from a copy, or was damaged: what it wrote and had not sent may be lost with it. */
  readonly restored = new Map<string, number>()
  /** Since when another machine may have told stories with the key and disk of a device, which nobody can tell from its own. */
  private readonly cloned = new Map<string, number>()
  readonly misdeeds = new Misdeeds()
  readonly thefts: Theft[] = []
  /** By their key set, each time that keys were replaced: since when those before are good for nothing. */
  readonly replacedKeys: { readonly version: number; readonly endMs: number }[] = []
  /** How far a device’s disk went back each time. */
  readonly setBack: { readonly device: string; readonly backMs: number }[] = []
  /** What parties may do, by a name. */
  private readonly rights = new Map<string, Right>()
  private readonly surroundings: Surroundings

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
  }

  /** Under an idempotency key, what was answered each time. */
  readonly answers = new Map<string, Set<string>>()

  answered(key: string, what: string): void {
    this.answers.set(key, (this.answers.get(key) ?? new Set()).add(what))
  }

  granted(grant: Grant): void {
    this.grants.set(grant.authorization, grant)
  }

  admitted(admission: Omit<Admission, 'atMs'>): void {
    this.admissions.push({ ...admission, atMs: this.surroundings.trueMs() })
  }

  stole(theft: Omit<Theft, 'atMs'>): void {
    this.thefts.push({ ...theft, atMs: this.surroundings.trueMs() })
  }

  keysReplaced(replaced: Truth['replacedKeys'][number]): void {
    this.replacedKeys.push(replaced)
  }

  moved(device: string, how: Movement): void {
    this.movements.push({ device, how, atMs: this.surroundings.trueMs() })
  }

  toldRevoked(authorization: AuthorizationId): void {
    if (!this.revoked.has(authorization)) this.revoked.set(authorization, this.surroundings.trueMs())
  }

  began(pressed: Omit<Pressed, 'atMs'>): void {
    this.pressed.push({ ...pressed, atMs: this.surroundings.trueMs() })
  }

  power(device: string, isOn: boolean): void {
    this.powered.push({ device, isOn, atMs: this.surroundings.trueMs() })
  }

  right(name: string): Right {
    const right = this.rights.get(name) ?? new Right(this.surroundings.trueMs)
    this.rights.set(name, right)
    return right
  }

  confirmed(confirmation: Omit<Confirmed, 'atMs'>): void {
    this.confirmations.push({ ...confirmation, atMs: this.surroundings.trueMs() })
  }

  metered(device: string, readings: number): void {
    this.readings.set(device, (this.readings.get(device) ?? 0) + readings)
  }

  acknowledged(device: string, through: number): void {
    this.through.set(device, Math.max(this.through.get(device) ?? 0, through))
  }

  diskRestored(device: string, backMs: number): void {
    this.setBack.push({ device, backMs })
    this.restored.set(device, this.surroundings.trueMs())
  }

  diskCloned(device: string, forMs: number): void {
    if (!this.cloned.has(device)) this.cloned.set(device, this.surroundings.trueMs())
    this.diskRestored(device, forMs)
  }

  wasCloned(device: string | undefined, atMs: number): boolean {
    const clonedMs = this.cloned.get(device ?? '')
    return clonedMs !== undefined && clonedMs <= atMs
  }

  agentFailed(device: string, error: unknown): void {
    this.failures.push(`${device}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
