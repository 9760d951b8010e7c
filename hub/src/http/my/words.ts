import { translated } from '../pages/translated.ts'

/** What the account holder's pages say. */
export const words = translated({
  language: { en: 'English', fr: 'Français' },
  otherLanguage: { en: 'Français', fr: 'English' },
  skip: { en: 'Skip to the content', fr: 'Aller au contenu' },
  menu: { en: 'Pages', fr: 'Pages' },
  overview: { en: 'Overview', fr: 'Aperçu' },
  walletHolds: {
    en: (name: string, balance: string, reserved: string) => `${name}: ${balance}, of which ${reserved} is reserved`,
    fr: (name: string, balance: string, reserved: string) => `${name} : ${balance}, dont ${reserved} réservés`,
  },
  creditLeft: {
    en: (amount: string) => `Promotional credit left: ${amount}`,
    fr: (amount: string) => `Crédit promotionnel restant : ${amount}`,
  },
  quotas: { en: 'What is left', fr: 'Ce qui reste' },
  quotaLeft: {
    en: (left: string, granted: string, unit: string) => `${left} of ${granted} ${unit} left`,
    fr: (left: string, granted: string, unit: string) => `${left} sur ${granted} ${unit}`,
  },
  quotaUsed: {
    en: (used: string, renews: string | undefined) => (renews === undefined ? `${used} used` : `${used} used · renews ${renews}`),
    fr: (used: string, renews: string | undefined) =>
      renews === undefined ? `${used} utilisé` : `${used} utilisé · renouvelé le ${renews}`,
  },
  points: {
    en: (name: string, points: string) => `${name}: ${points} points`,
    fr: (name: string, points: string) => `${name} : ${points} points`,
  },
  openings: { en: 'Openings', fr: 'Ouvertures' },
  consents: { en: 'Consents', fr: 'Accords' },
  bills: { en: 'Bills', fr: 'Factures' },
  signOut: { en: 'Sign out', fr: 'Se déconnecter' },
  timesIn: { en: (zone: string) => `Times are those of ${zone}.`, fr: (zone: string) => `Les heures sont celles de ${zone}.` },
  older: { en: 'Older', fr: 'Plus anciennes' },
  more: { en: 'Next page', fr: 'Page suivante' },
  newest: { en: 'Back to the newest', fr: 'Retour aux plus récentes' },
  fromTheStart: { en: 'Back to the first page', fr: 'Retour à la première page' },
  all: { en: 'Show all', fr: 'Tout voir' },
  back: { en: 'Back', fr: 'Retour' },

  signIn: { en: 'Sign in', fr: 'Se connecter' },
  signInIntro: {
    en: 'See what was opened, say who may open, and check every line of your bill.',
    fr: 'Voyez ce qui a été ouvert, dites qui peut ouvrir et vérifiez chaque ligne de votre facture.',
  },
  apiKey: { en: 'Your key', fr: 'Votre clé' },
  apiKeyHint: {
    en: 'It begins with octroi_ and came from whoever runs this service. You stay signed in for 12 hours.',
    fr: 'Elle commence par octroi_ et vous a été remise par votre prestataire. Vous restez connecté 12 heures.',
  },
  keyWrong: {
    en: 'This key does not sign in. Copy it whole, without spaces; if it still fails, ask for a new one.',
    fr: 'Cette clé ne permet pas de se connecter. Copiez-la en entier, sans espace ; sinon, demandez-en une nouvelle.',
  },
  keyOfOther: {
    en: 'This key is not one of an account holder. It works with the API, and not on these pages.',
    fr: 'Cette clé n’est pas celle d’un titulaire de compte. Elle sert à l’API, pas à ces pages.',
  },
  signedOut: { en: 'You are signed out.', fr: 'Vous êtes déconnecté.' },

  devices: { en: 'Your devices', fr: 'Vos appareils' },
  noDevices: {
    en: 'No device belongs to you yet. Once yours is registered, it stands here with everything that is opened on it.',
    fr: 'Aucun appareil ne vous appartient encore. Une fois enregistré, le vôtre figurera ici, avec tout ce qui y est ouvert.',
  },
  deviceState: {
    en: {
      registered: 'waiting for its first contact',
      enrolled: 'in service',
      frozen: 'stopped: its journal contradicts itself',
    },
    fr: { registered: 'attend son premier contact', enrolled: 'en service', frozen: 'arrêté : son journal se contredit' },
  },
  recentOpenings: { en: 'Recent openings', fr: 'Ouvertures récentes' },
  thisMonth: { en: 'This month so far', fr: 'Ce mois-ci' },
  beforeVat: { en: 'before VAT', fr: 'hors TVA' },
  seeBill: { en: 'See each line', fr: 'Voir chaque ligne' },
  noBill: {
    en: 'Nothing to pay: no subscription is in force this month.',
    fr: 'Rien à payer : aucun abonnement n’est en vigueur ce mois-ci.',
  },

  openingsIntro: {
    en: 'Everything your devices told of being opened, with a permit, a key or a hand. Each entry is a record that the device signed.',
    fr: 'Tout ce que vos appareils ont signalé comme ouvert, avec un permis, une clé ou à la main. Chaque entrée est un enregistrement signé par l’appareil.',
  },
  noOpenings: {
    en: 'Nothing was opened yet. When somebody opens one of your devices, you read here who, for whom, and whether it was closed again.',
    fr: 'Rien n’a encore été ouvert. Dès que l’un de vos appareils est ouvert, vous lisez ici par qui, pour qui, et s’il a été refermé.',
  },
  by: { en: 'By', fr: 'Par' },
  onBehalfOf: { en: 'On behalf of', fr: 'Pour le compte de' },
  opened: { en: 'Opened', fr: 'Ouvert' },
  closed: { en: 'Closed', fr: 'Refermé' },
  secured: { en: 'Locked', fr: 'Verrouillé' },
  yourself: { en: 'yourself', fr: 'vous-même' },
  nobodyAsked: { en: 'nobody asked for it', fr: 'personne ne l’a demandé' },
  byHolder: { en: (key: string) => `the holder of key ${key}`, fr: (key: string) => `le porteur de la clé ${key}` },
  byHandedOn: {
    en: (key: string) => `somebody to whom the holder of key ${key} handed the permit on`,
    fr: (key: string) => `quelqu’un à qui le porteur de la clé ${key} a transmis le permis`,
  },
  byPermit: { en: 'somebody with a permit', fr: 'quelqu’un muni d’un permis' },
  byPasscode: { en: 'somebody who typed a passcode', fr: 'quelqu’un qui a tapé un code' },
  byCommand: { en: 'nobody at the device: the hub told it to', fr: 'personne sur place : le hub l’a commandé' },
  byHand: { en: 'a key or a hand, at the device', fr: 'une clé ou une main, sur place' },
  bySafety: {
    en: (action: string) => `a hand, by the safety action ${action}`,
    fr: (action: string) => `une main, par l’action de sécurité ${action}`,
  },
  openingState: {
    en: { open: 'Still open', closed: 'Closed, not locked', secured: 'Closed and locked', not_told: 'No closing told' },
    fr: {
      open: 'Toujours ouvert',
      closed: 'Refermé, non verrouillé',
      secured: 'Refermé et verrouillé',
      not_told: 'Fermeture non signalée',
    },
  },
  stillOpen: { en: 'not yet, as far as the device has told', fr: 'pas encore, d’après ce que l’appareil a signalé' },
  notTold: { en: 'not told', fr: 'non signalé' },
  timeUnknown: {
    en: 'at an unknown time: the clock of the device was not set',
    fr: 'à une heure inconnue : l’horloge de l’appareil n’était pas réglée',
  },
  told: {
    en: (at: string) => `told ${at}; the clock of the device was not set`,
    fr: (at: string) => `signalé ${at} ; l’horloge de l’appareil n’était pas réglée`,
  },
  notBefore: { en: (at: string) => `${at} or later`, fr: (at: string) => `${at} ou plus tard` },
  leftOpen: {
    en: (seconds: number) => `It stood open for more than ${seconds} s.`,
    fr: (seconds: number) => `Resté ouvert plus de ${seconds} s.`,
  },
  proof: { en: 'Proof', fr: 'Preuve' },
  proofOf: { en: (what: string) => `Proof of ${what}`, fr: (what: string) => `Preuve de ${what}` },

  consentsIntro: {
    en: 'Nobody opens your devices for somebody else unless you allow it. You may take a consent back at any time.',
    fr: 'Personne n’ouvre vos appareils pour autrui sans votre accord. Vous pouvez le reprendre à tout moment.',
  },
  given: { en: 'Given by you', fr: 'Donnés par vous' },
  received: { en: 'Given to you', fr: 'Reçus' },
  noConsents: {
    en: 'You have allowed nobody. A shop or courier that wants to open for you tells you its account number; enter it below.',
    fr: 'Vous n’avez autorisé personne. Une boutique ou un livreur qui veut ouvrir pour vous vous indique son numéro de compte ; saisissez-le ci-dessous.',
  },
  who: { en: 'Who', fr: 'Qui' },
  what: { en: 'What', fr: 'Quoi' },
  when: { en: 'When', fr: 'Quand' },
  device: { en: 'Device', fr: 'Appareil' },
  allDevices: { en: 'All your devices', fr: 'Tous vos appareils' },
  allTheirDevices: { en: 'All their devices', fr: 'Tous leurs appareils' },
  since: { en: (at: string) => `since ${at}`, fr: (at: string) => `depuis le ${at}` },
  fromOn: { en: (at: string) => `from ${at}`, fr: (at: string) => `à partir du ${at}` },
  until: { en: (at: string) => `until ${at}`, fr: (at: string) => `jusqu’au ${at}` },
  endedAt: { en: (at: string) => `ended ${at}`, fr: (at: string) => `terminé le ${at}` },
  revoke: { en: 'Take back', fr: 'Reprendre' },
  revokeFor: {
    en: (who: string) => `Take back the consent for ${who}`,
    fr: (who: string) => `Reprendre l’accord donné à ${who}`,
  },
  revokeTitle: { en: 'Take this consent back?', fr: 'Reprendre cet accord ?' },
  revokeMeans: {
    en: 'From now on nothing new is granted under it, and permits that were not used are taken back. A device out of reach may still accept one until its window ends.',
    fr: 'Désormais, rien de nouveau n’est accordé et les permis non utilisés sont repris. Un appareil hors de portée peut encore en accepter un jusqu’à la fin de sa plage.',
  },
  revokeYes: { en: 'Take it back', fr: 'Reprendre' },
  keepIt: { en: 'Keep it', fr: 'Conserver' },
  consentGiven: { en: 'Your consent is given.', fr: 'Votre accord est donné.' },
  consentRevoked: { en: 'The consent is taken back.', fr: 'L’accord est repris.' },
  giveTitle: { en: 'Allow somebody', fr: 'Autoriser quelqu’un' },
  grantee: { en: 'Account number', fr: 'Numéro de compte' },
  granteeHint: {
    en: 'Of the shop or person you allow; it begins with acct_.',
    fr: 'De la boutique ou personne autorisée ; il commence par acct_.',
  },
  service: { en: 'Service', fr: 'Service' },
  from: { en: 'From', fr: 'À partir de' },
  fromHint: { en: 'Left empty: at once.', fr: 'Vide : tout de suite.' },
  untilField: { en: 'Until', fr: 'Jusqu’à' },
  untilHint: { en: 'Left empty: until you take it back.', fr: 'Vide : jusqu’à ce que vous le repreniez.' },
  give: { en: 'Give consent', fr: 'Donner mon accord' },

  billsIntro: {
    en: 'What each month would cost if it ended now, before VAT. Every line opens, down to the records behind it.',
    fr: 'Ce que coûterait chaque mois s’il se terminait maintenant, hors TVA. Chaque ligne s’ouvre, jusqu’aux enregistrements.',
  },
  noBills: {
    en: 'No bill yet. Once you order an offer, each of its months stands here.',
    fr: 'Pas encore de facture. Dès que vous commandez une offre, chacun de ses mois figure ici.',
  },
  month: { en: 'Month', fr: 'Mois' },
  total: { en: 'Total', fr: 'Total' },
  draft: { en: 'Draft', fr: 'Provisoire' },
  draftMeans: {
    en: 'What would be invoiced if its period ended now, before VAT.',
    fr: 'Ce qui serait facturé si la période se terminait maintenant, hors TVA.',
  },
  line: { en: 'Line', fr: 'Ligne' },
  amount: { en: 'Amount', fr: 'Montant' },
  behind: { en: 'What is behind it', fr: 'Ce qui se trouve derrière' },
  calculation: { en: 'How it is calculated', fr: 'Le calcul' },
  rounded: { en: (amount: string) => `rounded once, to ${amount}`, fr: (amount: string) => `arrondi une fois, à ${amount}` },
  flatMeans: {
    en: 'A fixed fee: no record is behind it, only the calendar.',
    fr: 'Un forfait : aucun enregistrement derrière, seulement le calendrier.',
  },
  resoldMeans: {
    en: (records: number) =>
      `What your own devices told: ${records} records. They stay with you; the supplier holds sums and hashes.`,
    fr: (records: number) =>
      `Ce que vos propres appareils ont annoncé : ${records} enregistrements. Ils restent chez vous ; le fournisseur n’a que des sommes et des empreintes.`,
  },
  noUsage: { en: 'Nothing was used on this line in this month.', fr: 'Rien n’a été utilisé sur cette ligne ce mois-ci.' },
  incomplete: {
    en: 'Some records of this line were taken in before the hub noted which they were; those are counted and not listed.',
    fr: 'Certains enregistrements de cette ligne datent d’avant leur suivi ; ils sont comptés mais pas listés.',
  },
  sumsUp: {
    en: (records: number) =>
      records === 1 ? 'One record makes this line.' : `${records} records make this line; their quantities sum to it.`,
    fr: (records: number) =>
      records === 1
        ? 'Un enregistrement compose cette ligne.'
        : `${records} enregistrements composent cette ligne ; leurs quantités s’additionnent.`,
  },
  quantity: { en: 'Quantity', fr: 'Quantité' },
  record: { en: 'Record', fr: 'Enregistrement' },
  sumsUpEvents: {
    en: (events: number) =>
      events === 1
        ? 'One event makes this line. The service that sent it is no device, so nobody signed it.'
        : `${events} events make this line. The service that sent them is no device, so nobody signed them.`,
    fr: (events: number) =>
      events === 1
        ? 'Un événement compose cette ligne. Le service qui l’a envoyé n’est pas un appareil : personne ne l’a signé.'
        : `${events} événements composent cette ligne. Le service qui les a envoyés n’est pas un appareil : personne ne les a signés.`,
  },
  event: { en: 'Event', fr: 'Événement' },
  receivedUnsigned: {
    en: (at: string, hash: string) => `received ${at}, unsigned, content ${hash}`,
    fr: (at: string, hash: string) => `reçu le ${at}, non signé, contenu ${hash}`,
  },
  recordAt: { en: (seq: number) => `record ${seq}`, fr: (seq: number) => `n°\u00a0${seq}` },
  proofOfRecord: { en: (seq: number) => `Proof of record ${seq}`, fr: (seq: number) => `Preuve de l’enregistrement ${seq}` },
  bootOf: { en: (boot: string) => `boot ${boot}`, fr: (boot: string) => `démarrage ${boot}` },

  disputeTitle: { en: 'Something wrong with this line?', fr: 'Cette ligne est-elle inexacte ?' },
  disputeMeans: {
    en: 'Say what is wrong. The operator reads it and answers; the answer stands here. It changes no amount by itself: a correction comes as a credit.',
    fr: 'Dites ce qui ne va pas. L’opérateur lit et répond ; la réponse figure ici. Elle ne change aucun montant par elle-même : une correction vient sous forme d’avoir.',
  },
  reason: { en: 'What is wrong', fr: 'Ce qui ne va pas' },
  reasonHint: { en: 'Up to 1000 characters.', fr: '1000 caractères au plus.' },
  dispute: { en: 'Dispute this line', fr: 'Contester cette ligne' },
  disputes: { en: 'Dispute', fr: 'Contestation' },
  disputeState: {
    en: { open: 'Disputed', upheld: 'Dispute upheld', rejected: 'Dispute rejected', withdrawn: 'Dispute withdrawn' },
    fr: { open: 'Contestée', upheld: 'Contestation admise', rejected: 'Contestation rejetée', withdrawn: 'Contestation retirée' },
  },
  disputedOn: { en: (at: string) => `Disputed ${at}`, fr: (at: string) => `Contestée le ${at}` },
  answered: { en: (at: string) => `Answered ${at}`, fr: (at: string) => `Réponse du ${at}` },
  withdrawnOn: { en: (at: string) => `Withdrawn ${at}`, fr: (at: string) => `Retirée le ${at}` },
  waiting: { en: 'The operator has not answered yet.', fr: 'L’opérateur n’a pas encore répondu.' },
  withdraw: { en: 'Withdraw the dispute', fr: 'Retirer la contestation' },
  disputeOpened: { en: 'Your dispute is with the operator.', fr: 'Votre contestation est transmise à l’opérateur.' },
  disputeWithdrawn: { en: 'The dispute is withdrawn.', fr: 'La contestation est retirée.' },
  disputedAlready: { en: 'This line is disputed already.', fr: 'Cette ligne est déjà contestée.' },

  checkFields: {
    en: 'Not sent yet: please look at the marked fields.',
    fr: 'Pas encore envoyé : veuillez revoir les champs signalés.',
  },
  fault: {
    en: {
      grantee: 'This is no account number we know. It begins with acct_ and has 31 characters.',
      service: 'Choose one of the services.',
      device: 'Choose one of your devices, or all.',
      from: 'This is no date and time.',
      until: 'It must be a date and time after the beginning.',
      reason: 'Say in 1 to 1000 characters what is wrong.',
    },
    fr: {
      grantee: 'Ce numéro de compte n’est pas connu. Il commence par acct_ et compte 31 caractères.',
      service: 'Choisissez l’un des services.',
      device: 'Choisissez l’un de vos appareils, ou tous.',
      from: 'Ce n’est pas une date et une heure.',
      until: 'Ce doit être une date et une heure après le début.',
      reason: 'Dites en 1 à 1000 caractères ce qui ne va pas.',
    },
  },
  notFoundTitle: { en: 'There is no such page', fr: 'Cette page n’existe pas' },
  notFound: {
    en: 'It may have moved, or it is not yours to see.',
    fr: 'Elle a peut-être changé de place, ou ne vous appartient pas.',
  },
  formTitle: { en: 'This form can no longer be sent', fr: 'Ce formulaire ne peut plus être envoyé' },
  form: {
    en: 'It did not come from a page of this session. Open the page again and repeat; nothing was done.',
    fr: 'Il ne vient pas d’une page de cette session. Rouvrez la page et recommencez ; rien n’a été fait.',
  },
  busyTitle: { en: 'Too many attempts', fr: 'Trop de tentatives' },
  busy: { en: 'Wait a minute and try again.', fr: 'Patientez une minute et réessayez.' },
  failedTitle: { en: 'Something went wrong here', fr: 'Une erreur est survenue' },
  failed: {
    en: 'It was noted, and nothing was half done. Try again later.',
    fr: 'Elle a été notée, rien n’est resté à moitié fait. Réessayez plus tard.',
  },
})

export type Words = (typeof words)['en']
