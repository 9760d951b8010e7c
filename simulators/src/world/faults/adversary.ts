/** Those who mean ill, each with what it does. New ones go to the end. */
export const adversaryKinds = [
  'rogue_forks',
  'rogue_forges',
  'rogue_claims',
  'rogue_floods',
  'rogue_poses',
  'broker_damages',
  'broker_strays',
  'broker_stalls',
  'broker_hoards',
  'broker_replays',
  'disk_cloned',
  'batch_damaged',
  'partner_meddles',
  'permit_key_stolen',
] as const

export type AdversaryKind = (typeof adversaryKinds)[number]

export function isAdversary(kind: string): kind is AdversaryKind {
  return adversaryKinds.some((each) => each === kind)
}
