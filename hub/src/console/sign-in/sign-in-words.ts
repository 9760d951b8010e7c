import { translated } from '../../http/pages/translated.ts'

export const signInWords = translated({
  email: { en: 'Email', fr: 'Adresse e-mail' },
  password: { en: 'Password', fr: 'Mot de passe' },
  name: { en: 'Name', fr: 'Nom' },
  signInWith: { en: (provider: string) => `Sign in with ${provider}`, fr: (provider: string) => `Se connecter avec ${provider}` },
  signedOut: { en: 'You are signed out.', fr: 'Vous êtes déconnecté.' },
  wrong: {
    en: 'This does not sign in. Look at both fields. After several failures nobody signs in for a while: then wait, and try again.',
    fr: 'La connexion n’a pas abouti. Vérifiez les deux champs. Après plusieurs échecs, elle est suspendue un moment : patientez, puis réessayez.',
  },
  codeTitle: { en: 'Your code', fr: 'Votre code' },
  code: { en: 'Code', fr: 'Code' },
  codeHint: {
    en: 'The six digits that your authenticator shows, or one of your recovery codes.',
    fr: 'Les six chiffres qu’affiche votre application d’authentification, ou l’un de vos codes de secours.',
  },
  codeWrong: {
    en: 'This code is not taken. Each works once: wait for the next one. After several failures nobody signs in for a while.',
    fr: 'Ce code n’est pas accepté. Chacun ne sert qu’une fois : attendez le suivant. Après plusieurs échecs, la connexion est suspendue un moment.',
  },
  startAgain: { en: 'Start again', fr: 'Recommencer' },
  providerAway: {
    en: 'The identity provider does not answer. Try again later, or sign in with your password.',
    fr: 'Le fournisseur d’identité ne répond pas. Réessayez plus tard, ou utilisez votre mot de passe.',
  },
  providerRefused: {
    en: 'This sign-in was not finished: it took too long, was begun elsewhere, or was refused. Start again.',
    fr: 'Cette connexion n’a pas abouti : trop lente, commencée ailleurs, ou refusée. Recommencez.',
  },
  identityUnknown: {
    en: 'No operator is known under this identity. Ask an operator to add your address.',
    fr: 'Aucun opérateur n’est connu sous cette identité. Demandez à un opérateur d’ajouter votre adresse.',
  },
  emailUnverified: {
    en: 'The identity provider does not say that it verified your address, so it counts for nothing here.',
    fr: 'Le fournisseur d’identité n’indique pas avoir vérifié votre adresse : elle ne compte donc pas ici.',
  },
  signedIn: { en: 'You are signed in', fr: 'Vous êtes connecté' },
  goOn: { en: 'Go on', fr: 'Continuer' },
  setUpTitle: { en: 'Set up with the key', fr: 'Configurer avec la clé' },
  setUpLead: {
    en: 'There is no operator yet. The key that the hub made at its first start makes the first one.',
    fr: 'Il n’y a pas encore d’opérateur. La clé créée par le hub à son premier démarrage permet d’ajouter le premier.',
  },
  setUpIntro: {
    en: 'You become the first operator. The key is needed this once; from then on you sign in with your email and password.',
    fr: 'Vous devenez le premier opérateur. La clé ne sert que cette fois ; ensuite, vous vous connectez avec votre adresse et votre mot de passe.',
  },
  setUp: { en: 'Set up', fr: 'Configurer' },
  key: { en: 'Operator key', fr: 'Clé d’opérateur' },
  keyHint: {
    en: 'It begins with octroi_ and stands in the file operator-key of the hub’s data directory.',
    fr: 'Elle commence par octroi_ et se trouve dans le fichier operator-key du dossier de données du hub.',
  },
  keyWrong: {
    en: 'This is not the key of an operator. Copy it whole, without spaces.',
    fr: 'Ce n’est pas la clé d’un opérateur. Copiez-la en entier, sans espace.',
  },
  setUpAlready: {
    en: 'There are operators already. Sign in, or ask one of them to add you.',
    fr: 'Il y a déjà des opérateurs. Connectez-vous, ou demandez à l’un d’eux de vous ajouter.',
  },
})
