import { translated } from '../../http/pages/translated.ts'

export const resaleWords = translated({
  resales: { en: 'Resale', fr: 'Revente' },
  intro: {
    en: 'Tenants that sell on what you supply, and those whose supply you sell on. What your devices use is then rated on both sides at once; neither sees the other’s prices, customers or devices.',
    fr: 'Les espaces qui revendent ce que vous fournissez, et ceux dont vous revendez la fourniture. Ce que consomment vos appareils est alors valorisé des deux côtés à la fois ; aucun ne voit les prix, les clients ni les appareils de l’autre.',
  },
  none: { en: 'Nothing is resold.', fr: 'Rien n’est revendu.' },
  partner: { en: 'With', fr: 'Avec' },
  notYet: { en: 'nobody yet', fr: 'personne encore' },
  side: { en: 'You are', fr: 'Vous êtes' },
  sides: {
    en: { supplier: 'the supplier', reseller: 'the reseller' },
    fr: { supplier: 'le fournisseur', reseller: 'le revendeur' },
  },
  account: { en: 'Account', fr: 'Compte' },
  state: { en: 'State', fr: 'État' },
  states: {
    en: { proposed: 'proposed', lapsed: 'lapsed', agreed: 'in force', ended: 'ended' },
    fr: { proposed: 'proposée', lapsed: 'expirée', agreed: 'en vigueur', ended: 'terminée' },
  },
  since: { en: 'Since', fr: 'Depuis' },
  until: { en: 'Until', fr: 'Jusqu’au' },
  end: { en: 'End', fr: 'Mettre fin' },
  endHint: {
    en: 'It ends on both sides, with the wholesale subscriptions under it. What happened before still counts when it is told later.',
    fr: 'Elle prend fin des deux côtés, avec les abonnements de gros qui en dépendent. Ce qui a eu lieu avant compte encore, même annoncé plus tard.',
  },
  ended: { en: 'It has ended.', fr: 'Elle a pris fin.' },
  accepted: { en: 'Accepted: it is in force.', fr: 'Acceptée : elle est en vigueur.' },
  propose: { en: 'Propose', fr: 'Proposer' },
  proposeTitle: { en: 'Let another tenant sell on what you supply', fr: 'Faire revendre votre fourniture par un autre espace' },
  accountHint: {
    en: 'It stands for the reseller here: wholesale offers are ordered for it.',
    fr: 'Il représente ici le revendeur : les offres de gros sont commandées pour lui.',
  },
  accountWrong: { en: 'There is no such account.', fr: 'Ce compte n’existe pas.' },
  accountTaken: {
    en: 'The account cannot stand for a reseller: it does already, a proposal for it is open, or it is your own.',
    fr: 'Ce compte ne peut pas représenter un revendeur : c’est déjà le cas, une proposition est ouverte, ou c’est le vôtre.',
  },
  proposed: { en: 'Proposed.', fr: 'Proposée.' },
  code: { en: 'Code', fr: 'Code' },
  codeOnce: {
    en: 'Give it to the reseller, who accepts with it within 14 days. It is shown only now; whoever holds it can accept.',
    fr: 'Donnez-le au revendeur, qui l’accepte sous 14 jours. Il n’est affiché que maintenant ; quiconque le détient peut accepter.',
  },
  accept: { en: 'Accept', fr: 'Accepter' },
  acceptTitle: { en: 'Sell on what another tenant supplies', fr: 'Revendre la fourniture d’un autre espace' },
  acceptHint: { en: 'As your supplier got it with its proposal.', fr: 'Tel que votre fournisseur l’a reçu avec sa proposition.' },
  refusals: {
    en: {
      invalid: 'The code is no open proposal’s: it was mistyped, used, withdrawn, or is too old.',
      resale_with_itself: 'The code is of your own proposal: another tenant accepts it.',
      resale_modes_differ: 'A test twin agrees with a test twin, a live tenant with a live one.',
      resale_exists: 'You resell what this supplier supplies already.',
      too_many_suppliers: 'You have as many suppliers as there may be.',
      resale_cycle: 'You would buy what you sell: your own resellers supply this supplier.',
      resale_too_deep: 'Too many resales would stand one above the other.',
    },
    fr: {
      invalid: 'Ce code n’est celui d’aucune proposition ouverte : mal recopié, déjà utilisé, retiré ou trop ancien.',
      resale_with_itself: 'Ce code est celui de votre propre proposition : un autre espace doit l’accepter.',
      resale_modes_differ: 'Un espace d’essai s’accorde avec un espace d’essai, un espace réel avec un réel.',
      resale_exists: 'Vous revendez déjà ce que ce fournisseur fournit.',
      too_many_suppliers: 'Vous avez autant de fournisseurs qu’il est permis.',
      resale_cycle: 'Vous achèteriez ce que vous vendez : vos propres revendeurs fournissent ce fournisseur.',
      resale_too_deep: 'Trop de reventes seraient superposées.',
    },
  },
  devices: { en: 'What the supplier calls your devices', fr: 'Comment le fournisseur nomme vos appareils' },
  devicesIntro: {
    en: 'The supplier knows an alias and no device. With this list a line of its bill is followed to your devices and their signed records.',
    fr: 'Le fournisseur ne connaît qu’un alias. Avec cette liste, une ligne de sa facture se suit jusqu’à vos appareils et leurs enregistrements signés.',
  },
  device: { en: 'Device', fr: 'Appareil' },
  alias: { en: 'Alias', fr: 'Alias' },
  noDevices: { en: 'There are no devices.', fr: 'Il n’y a aucun appareil.' },
  batches: { en: 'Batches of the reseller’s devices', fr: 'Lots des appareils du revendeur' },
  batchesIntro: {
    en: 'The reseller alone knows which device an alias is, and can prove the records of each batch by its hash.',
    fr: 'Seul le revendeur sait quel appareil cache un alias, et peut prouver les enregistrements de chaque lot par son empreinte.',
  },
  batch: { en: 'Batch', fr: 'Lot' },
  forgotten: { en: 'not kept', fr: 'non conservé' },
  records: { en: 'Records', fr: 'Enregistrements' },
  quantity: { en: 'Quantity', fr: 'Quantité' },
  noBatches: { en: 'Nothing was counted on this line.', fr: 'Rien n’a été compté sur cette ligne.' },
})

export type ResaleWords = (typeof resaleWords)['en']
