import { translated } from '../../http/pages/translated.ts'

export const meWords = translated({
  title: { en: 'Your account', fr: 'Votre compte' },
  email: { en: 'Email', fr: 'Adresse e-mail' },
  role: { en: 'Role', fr: 'Rôle' },
  roles: {
    en: { operator: 'operator: may change things', viewer: 'viewer: sees everything, changes nothing' },
    fr: { operator: 'opérateur : peut modifier', viewer: 'lecteur : voit tout, ne modifie rien' },
  },
  passwordTitle: { en: 'Password', fr: 'Mot de passe' },
  passwordIntro: {
    en: 'A new password ends every session of yours, here and elsewhere; this browser stays signed in.',
    fr: 'Un nouveau mot de passe met fin à toutes vos sessions, ici et ailleurs ; ce navigateur reste connecté.',
  },
  current: { en: 'Your password now', fr: 'Votre mot de passe actuel' },
  password: { en: 'New password', fr: 'Nouveau mot de passe' },
  changePassword: { en: 'Change the password', fr: 'Changer le mot de passe' },
  totpTitle: { en: 'Authenticator', fr: 'Application d’authentification' },
  totpNone: {
    en: 'With an authenticator, your password alone signs nobody in.',
    fr: 'Avec une application d’authentification, votre mot de passe seul ne connecte personne.',
  },
  totpAdd: { en: 'Add an authenticator', fr: 'Ajouter une application' },
  totpHas: {
    en: (left: number) => `A code follows your password. ${left} recovery ${left === 1 ? 'code is' : 'codes are'} left.`,
    fr: (left: number) => `Un code suit votre mot de passe. Il reste ${left} ${left === 1 ? 'code' : 'codes'} de secours.`,
  },
  totpIntro: {
    en: 'Scan this with an authenticator app, or type the secret there. Then enter the code that it shows.',
    fr: 'Scannez ceci avec une application d’authentification, ou saisissez-y le secret. Entrez ensuite le code affiché.',
  },
  qrCode: { en: 'The secret as a QR code', fr: 'Le secret sous forme de code QR' },
  secret: { en: 'Secret', fr: 'Secret' },
  code: { en: 'Code', fr: 'Code' },
  confirm: { en: 'Confirm', fr: 'Confirmer' },
  totpRemove: { en: 'Remove the authenticator', fr: 'Retirer l’application' },
  totpRemoveHint: {
    en: 'Your password alone signs you in again, and the recovery codes are worth nothing.',
    fr: 'Votre mot de passe seul suffira de nouveau, et les codes de secours ne vaudront plus rien.',
  },
  newCodes: { en: 'Make new recovery codes', fr: 'Créer de nouveaux codes de secours' },
  newCodesHint: { en: 'Those you have are worth nothing then.', fr: 'Ceux que vous avez ne vaudront plus rien.' },
  codesTitle: { en: 'Recovery codes', fr: 'Codes de secours' },
  codesIntro: {
    en: 'They are shown this once. Each signs you in once without the authenticator: print them, or keep them where you keep passwords.',
    fr: 'Ils ne sont affichés que cette fois. Chacun vous connecte une fois sans l’application : imprimez-les, ou gardez-les avec vos mots de passe.',
  },
  codesKept: { en: 'I have kept them', fr: 'Je les ai conservés' },
  sessionsTitle: { en: 'Where you are signed in', fr: 'Où vous êtes connecté' },
  browser: { en: 'Browser', fr: 'Navigateur' },
  unnamed: { en: 'without a name', fr: 'sans nom' },
  thisOne: { en: 'this one', fr: 'celui-ci' },
  since: { en: 'Since', fr: 'Depuis' },
  used: { en: 'Last used', fr: 'Dernier usage' },
  everywhere: { en: 'Sign out everywhere', fr: 'Se déconnecter partout' },
  done: {
    en: { password: 'Your password is changed.', removed: 'The authenticator is removed.' },
    fr: { password: 'Votre mot de passe est changé.', removed: 'L’application est retirée.' },
  },
})

export type MeWords = (typeof meWords)['en']
