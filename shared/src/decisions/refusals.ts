/**
 * Every reason why an action is refused, by the hub or by a device: one stable code, the sentence a person reads, and
 * what to do about it. `docs/reference/refusals.md` is generated from this table. Codes are never reused.
 */
export const refusals = {
  // The hub, asked for an authorization.
  device_not_found: {
    sentence: 'No device with this id is known here.',
    cure: 'Check the device id; ask its owner or the operator for the right one.',
  },
  device_not_enrolled: {
    sentence: 'The device has not enrolled yet, so it could not check a permit.',
    cure: 'Enrol the device with its claim code, then ask again.',
  },
  device_suspended: {
    sentence: 'The operator keeps the device away.',
    cure: 'Ask the operator why; nothing is granted on it until it comes back.',
  },
  device_not_connected: {
    sentence: 'The device is not connected to this hub, so no command reaches it.',
    cure: 'Ask again once it is connected, or ask for a permit or a passcode, which need no connection.',
  },
  device_frozen: {
    sentence: 'The device is frozen because its journal contradicts itself.',
    cure: 'The operator looks at what was quarantined and why, and registers the device anew under a new id.',
  },
  service_unknown: {
    sentence: 'The device does not offer this service and action.',
    cure: 'Read the services of the device; check the spelling of service and action.',
  },
  not_entitled: {
    sentence: 'No subscription of yours covers this action at that time.',
    cure: 'Order an offer that grants the action, or ask for a window in which it is in force.',
  },
  quota_spent: {
    sentence: 'What your subscription includes is used up, reserved or handed to devices.',
    cure: 'Wait until the quota renews, order more of it, or ask the operator to grant more.',
  },
  owner_not_entitled: {
    sentence: 'The owner of the device has no subscription that lets others act on it at that time.',
    cure: 'The owner orders an offer that opens the device to this service.',
  },
  consent_missing: {
    sentence: 'The owner of the device has not consented to this for you at that time.',
    cure: 'Ask the owner for consent; it names the service, you, and from when until when.',
  },
  window_in_the_past: {
    sentence: 'The window has already ended.',
    cure: 'Ask for a window that ends in the future.',
  },
  window_too_long: {
    sentence: 'The window is longer than devices without a hardware anchor may accept.',
    cure: 'Ask for a shorter window; the sentence of the reason says how long it may be.',
  },
  window_too_far: {
    sentence: 'The window begins further in the future than permits are issued for.',
    cure: 'Ask again closer to the moment of use.',
  },
  holder_key_required: {
    sentence: 'This device accepts only permits that are bound to a holder key.',
    cure: 'Send the Ed25519 public key of the person or app that will stand at the device as `holderKey`.',
  },
  price_not_fixed: {
    sentence: 'The subscription has no price for this action that can be quoted beforehand.',
    cure: 'The operator prices the action per event in the offer.',
  },
  wallet_too_low: {
    sentence: 'The wallet that pays for this action does not hold enough for it.',
    cure: 'Top the wallet up, or wait until what was granted before is used or over; the sentence of the reason says what is missing.',
  },

  passcode_window: {
    sentence: 'The window does not fit into the life of a passcode, which is its half hour and the next one.',
    cure: 'Ask for at most half an hour, or for a window that ends by the time the sentence of the reason says.',
  },
  keypad_missing: {
    sentence: 'The device has no keypad for this action.',
    cure: 'Ask for a permit, or for an action that the keypad of the device offers.',
  },
  passcode_key_missing: {
    sentence: 'The device does not hold the key of its passcodes for that time yet.',
    cure: 'Let the device connect once, or ask for a permit.',
  },
  passcodes_exhausted: {
    sentence: 'Every passcode of this device for this action in that half hour is given away.',
    cure: 'Ask for a window in a later half hour, or for a permit.',
  },

  // The device, shown a permit.
  malformed: {
    sentence: 'The permit cannot be read.',
    cure: 'Present the bytes of the permit exactly as the hub issued them.',
  },
  unsupported_claim: {
    sentence: 'The permit makes a demand that this device does not understand.',
    cure: 'Update the agent on the device.',
  },
  unknown_key: {
    sentence: 'The permit is signed by no key that may sign permits for this device.',
    cure: 'Ask for a new permit; let the device connect once so that it gets the newest key set.',
  },
  bad_signature: {
    sentence: 'The signature does not fit the permit: it was changed or damaged.',
    cure: 'Present the bytes of the permit exactly as the hub issued them.',
  },
  wrong_issuer: {
    sentence: 'The permit was issued by another operator.',
    cure: 'Ask the operator of this device.',
  },
  wrong_device: {
    sentence: 'The permit is for another device.',
    cure: 'Present it at the device it names.',
  },
  unsupported_action: {
    sentence: 'The device cannot do what the permit allows.',
    cure: 'Ask for an action the device offers.',
  },
  permit_not_yet_valid: {
    sentence: 'The window of the permit has not begun.',
    cure: 'Come back when it has.',
  },
  permit_expired: {
    sentence: 'The window of the permit is over.',
    cure: 'Ask for a new authorization.',
  },
  epoch_revoked: {
    sentence: 'The permit belongs to an epoch that was revoked.',
    cure: 'Ask for a new authorization.',
  },
  revoked: {
    sentence: 'The permit or passcode was taken back.',
    cure: 'Ask whoever asked for it why, or ask for a new authorization.',
  },
  device_restored: {
    sentence: 'The device lost part of its memory after this permit was issued, so it may have been used already.',
    cure: 'Ask for a new authorization; where it is a passcode, for one of a later half hour.',
  },
  holder_proof_missing: {
    sentence: 'The permit is bound to a holder key and nothing proves that the holder is here.',
    cure: 'Get a nonce from the device, sign a presentation with the holder key and send both.',
  },
  holder_proof_invalid: {
    sentence: 'The presentation does not prove that the holder of this permit is here.',
    cure: 'Sign device, action, nonce and permit hash with the key the permit names.',
  },
  nonce_unknown: {
    sentence: 'The nonce is not one of this device, or was used, or is older than 30 seconds.',
    cure: 'Get a new nonce and present again.',
  },
  delegation_not_allowed: {
    sentence: 'The permit may not be handed on to somebody else.',
    cure: 'Let its holder come, or ask for an authorization that is `delegable`.',
  },
  link_invalid: {
    sentence: 'The link does not show that the holder of this permit handed it on.',
    cure: 'Let the holder sign a link for this very permit with the key the permit names.',
  },
  link_exceeds_permit: {
    sentence: 'The link allows more than the permit it hands on.',
    cure: 'Let the holder sign a link of the same action, with no wider window and no more uses.',
  },
  link_not_yet_valid: {
    sentence: 'The window of the link has not begun.',
    cure: 'Come back when it has.',
  },
  link_expired: {
    sentence: 'The window of the link is over.',
    cure: 'Ask the holder of the permit for a new link.',
  },
  link_used_up: {
    sentence: 'Every use of the link is spent.',
    cure: 'Ask the holder of the permit for a new link.',
  },
  permit_used_up: {
    sentence: 'Every use of the permit is spent.',
    cure: 'Ask for a new authorization.',
  },
  command_of_other_session: {
    sentence: 'The command is for a session in which the device is no more.',
    cure: 'Ask for a new authorization; a command dies with the session it was signed for.',
  },
  command_expired: {
    sentence: 'The command came too late.',
    cure: 'Ask for a new authorization.',
  },
  command_used: {
    sentence: 'The command was obeyed already.',
    cure: 'Ask for a new authorization, if it is to happen once more.',
  },
  passcode_unknown: {
    sentence: 'No passcode that opens now is typed so: it is wrong, or its time is over.',
    cure: 'Type it again exactly as it was given; after its time ask for a new authorization.',
  },
  passcode_used: {
    sentence: 'The passcode was used already; each opens once.',
    cure: 'Ask for a new authorization.',
  },
  passcodes_locked: {
    sentence: 'Twenty wrong passcodes were typed within 24 hours, so the keypad takes none.',
    cure: 'Present a permit, or wait until the first of them is 24 hours old.',
  },
  time_not_synced: {
    sentence: 'The device does not know the time since it last started, so it cannot check a window.',
    cure: 'Let the device connect once, or show it the hub’s time over its nonce with the permit.',
  },
  busy: {
    sentence: 'Another action on this service has not finished.',
    cure: 'Close what was opened, then try again.',
  },
  not_ready: {
    sentence: 'The device is in a state in which it must not act, such as moving.',
    cure: 'Bring the device into a safe state, then try again.',
  },
  journal_full: {
    sentence: 'The device cannot write down what it does, so it does nothing.',
    cure: 'Let the device connect, so that the hub takes over what it holds.',
  },

  // The device, asked to act for its own account.
  lease_missing: {
    sentence: 'The device has no lease, so it may do nothing for its own account.',
    cure: 'Let the device connect; its account needs a subscription that entitles it to the service.',
  },
  lease_not_yet_valid: {
    sentence: 'The lease has not begun.',
    cure: 'Let the device connect, so that its clock and its lease agree.',
  },
  not_in_lease: {
    sentence: 'The lease does not allow this action.',
    cure: 'Order an offer that grants the action on this device, and let the device connect.',
  },
  lease_expired: {
    sentence: 'The lease has ended, and what is left of the service afterwards does not include this action.',
    cure: 'Let the device connect, so that it gets the next lease.',
  },
  standing_restricted: {
    sentence: 'The standing of the account is restricted, which leaves essential actions only.',
    cure: 'Settle what is owed; the next lease restores the rest.',
  },
  standing_suspended: {
    sentence: 'The standing of the account is suspended.',
    cure: 'Settle what is owed; the standing is restored at once, on a device with its next lease.',
  },
  ceiling_reached: {
    sentence: 'What the subscription includes is used up, which leaves essential actions only.',
    cure: 'Wait for the next period, or order an offer that includes more; then let the device connect.',
  },
} as const satisfies Readonly<Record<string, Refusal>>

export interface Refusal {
  readonly sentence: string
  readonly cure: string
}

export type RefusalCode = keyof typeof refusals

export function refusalCure(code: RefusalCode): string {
  return refusals[code].cure
}

export function refusalSentence(code: RefusalCode): string {
  return refusals[code].sentence
}
