import type { AuthorizationId } from '@octroi/shared/ids/id'
import { Misdeeds } from './misdeeds.ts'
import type { Surroundings } from './surroundings.ts'

/** What a merchant was granted, as the hub answered it. */
export interface Grant {
  readonly authorization: AuthorizationId
  /** The device's name in the world. */
  readonly device: string
  readonly permit: string
  readonly fromMs: number
  readonly untilMs: number
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
  /** The permit as it was shown. */
  readonly permit: string
  /** Whoever showed it signed with the key that the permit names, over a nonce that this device just gave. */
  readonly isHolder: boolean
  readonly atMs: number
}

type Movement = 'unlatched' | 'opened' | 'released' | 'closed' | 'secured'

export interface Moved {
  readonly device: string
  readonly how: Movement
  readonly atMs: number
}

/** What was confirmed to a partner. */
export interface Confirmed {
  readonly message: string
  readonly type: string
  readonly authorization: AuthorizationId
  readonly atMs: number
}

/** What really happened, which only the world knows: what every party claims is held against it. */
export class Truth {
  readonly grants = new Map<AuthorizationId, Grant>()
  readonly admissions: Admission[] = []
  readonly movements: Moved[] = []
  readonly confirmations: Confirmed[] = []
  /** By device: readings its agent wrote down, and the last record the hub acknowledged. */
  readonly readings = new Map<string, number>()
  readonly through = new Map<string, number>()
  readonly failures: string[] = []
  /** When a device’s disk came back from a copy, or was damaged: what it wrote and had not sent may be lost with it. */
  readonly restored = new Map<string, number>()
  /** Devices with whose key and disk another machine told stories, which nobody can tell from theirs. */
  readonly cloned = new Set<string>()
  readonly misdeeds = new Misdeeds()
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

  moved(device: string, how: Movement): void {
    this.movements.push({ device, how, atMs: this.surroundings.trueMs() })
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

  diskRestored(device: string): void {
    this.restored.set(device, this.surroundings.trueMs())
  }

  diskCloned(device: string): void {
    this.cloned.add(device)
    this.diskRestored(device)
  }

  agentFailed(device: string, error: unknown): void {
    this.failures.push(`${device}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
