import { translated } from '../../http/pages/translated.ts'

export const claimWords = translated({
  register: { en: 'Register a device', fr: 'Enregistrer un appareil' },
  intro: {
    en: 'Say whose it is and what it offers. You get a claim code; with it its agent enrols a key of its own.',
    fr: 'Dites à qui il est et ce qu’il propose. Vous recevez un code d’appairage, avec lequel son agent inscrit sa propre clé.',
  },
  owner: { en: 'Owner', fr: 'Titulaire' },
  ownerHint: {
    en: 'The id of the account, from its page: it begins with acct_.',
    fr: 'L’identifiant du compte, sur sa page : il commence par acct_.',
  },
  ownerWrong: { en: 'There is no such account.', fr: 'Ce compte n’existe pas.' },
  label: { en: 'Label', fr: 'Nom' },
  labelHint: { en: 'What people call it.', fr: 'Le nom qu’on lui donne.' },
  labelWrong: { en: 'Give it a name of one line.', fr: 'Donnez-lui un nom sur une ligne.' },
  services: { en: 'What it offers', fr: 'Ce qu’il propose' },
  servicesWrong: { en: 'Choose at least one service.', fr: 'Choisissez au moins un service.' },
  noServices: {
    en: 'There is no service yet. Publish a catalogue first.',
    fr: 'Aucun service pour l’instant. Publiez d’abord un catalogue.',
  },
  submit: { en: 'Register', fr: 'Enregistrer' },
  title: { en: 'Claim code', fr: 'Code d’appairage' },
  once: {
    en: 'The claim code is shown this once. Print this page or hand it over now.',
    fr: 'Le code d’appairage n’est montré que cette fois. Imprimez cette page ou remettez-le maintenant.',
  },
  code: { en: 'Claim code', fr: 'Code d’appairage' },
  hub: { en: 'Hub', fr: 'Hub' },
  tenant: { en: 'Tenant', fr: 'Locataire' },
  until: { en: 'Good until', fr: 'Valable jusqu’au' },
  device: { en: 'Device', fr: 'Appareil' },
  qr: {
    en: 'QR code with the hub, the tenant and the claim code',
    fr: 'Code QR avec le hub, le locataire et le code d’appairage',
  },
  settings: {
    en: 'The QR code holds these settings of the agent:',
    fr: 'Le code QR contient ces réglages de l’agent :',
  },
  toDevice: { en: 'To the device', fr: 'Vers l’appareil' },
})
