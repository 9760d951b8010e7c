import type { Reason, ReasonRule } from '@octroi/shared/decisions/action'
import { formatAmount } from '@octroi/shared/money/amount'
import type { MayAnswer } from '../../authorizations/may-act.use-case.ts'
import { refusalWords } from '../../http/pages/refusal-words.ts'
import { type Language, translated } from '../../http/pages/translated.ts'
import { standingWords } from '../accounts/standing-words.ts'

const words = translated({
  rules: {
    en: {
      window: 'Window',
      standing: 'Standing',
      device: 'Device',
      service: 'Service',
      holder: 'Holder',
      entitlement: 'Entitlement',
      quota: 'Quota',
      owner_entitlement: 'Owner’s entitlement',
      consent: 'Consent',
      price: 'Price',
      wallet: 'Wallet',
      passcode: 'Passcode',
      connection: 'Connection',
    },
    fr: {
      window: 'Plage',
      standing: 'Situation',
      device: 'Appareil',
      service: 'Service',
      holder: 'Porteur',
      entitlement: 'Droit',
      quota: 'Quota',
      owner_entitlement: 'Droit du titulaire',
      consent: 'Accord',
      price: 'Prix',
      wallet: 'Portefeuille',
      passcode: 'Code',
      connection: 'Connexion',
    },
  },
  window: {
    en: (minutes: string) => `The window lasts ${minutes} minutes.`,
    fr: (minutes: string) => `La plage dure ${minutes} minutes.`,
  },
  device: { en: 'The device is in service.', fr: 'L’appareil est en service.' },
  service: {
    en: (use: string) => `The device offers ${use}.`,
    fr: (use: string) => `L’appareil propose ${use}.`,
  },
  standing: {
    en: (standing: string) => `The standing of the account is ${standing}.`,
    fr: (standing: string) => `La situation du compte est : ${standing}.`,
  },
  holder: { en: 'Nothing more is asked of whoever comes.', fr: 'Rien de plus n’est demandé à qui vient.' },
  entitlement: { en: 'A subscription covers the action.', fr: 'Un abonnement couvre l’action.' },
  quota: { en: 'The quota allows it.', fr: 'Le quota le permet.' },
  owner_entitlement: {
    en: 'The owner of the device subscribes to this service.',
    fr: 'Le titulaire de l’appareil est abonné à ce service.',
  },
  consent: { en: 'The owner of the device consented.', fr: 'Le titulaire de l’appareil a consenti.' },
  price: {
    en: (amount: string) => `One use costs ${amount} before VAT.`,
    fr: (amount: string) => `Une utilisation coûte ${amount} hors TVA.`,
  },
  wallet: { en: 'The wallet that pays holds enough.', fr: 'Le portefeuille qui paie contient assez.' },
  passcode: { en: 'A passcode is free for that time.', fr: 'Un code est libre pour ce moment.' },
  connection: { en: 'The device is connected.', fr: 'L’appareil est connecté.' },
  atMost: {
    en: (minutes: string) => `At most ${minutes} minutes.`,
    fr: (minutes: string) => `Au plus ${minutes} minutes.`,
  },
})

export function ruleWord(language: Language, rule: ReasonRule): string {
  return words[language].rules[rule]
}

/** Why a rule is met or not, as a sentence of the reader's language. */
export function reasonSentence(language: Language, reason: Reason, answer: MayAnswer, use: string): string {
  const { account, asked, policy, window } = answer
  const own = words[language]
  if (!reason.satisfied) {
    const { sentence } = refusalWords[language][reason.code]
    return reason.code === 'window_too_long' ? `${sentence} ${own.atMost(minutes(policy.windowSecondsAtMost))}` : sentence
  }
  switch (reason.rule) {
    case 'window':
      return own.window(minutes((window.untilMs - window.fromMs) / 1000))
    case 'service':
      return own.service(use)
    case 'standing':
      return own.standing(standingWords[language].standings[account.standing.standing])
    // Its figures stand in a sentence of the API, which is English.
    case 'quota':
      return language === 'en' ? reason.sentence : own.quota
    case 'price':
      return asked.decision === 'granted'
        ? own.price(`${formatAmount(asked.quote.amount)} ${asked.quote.amount.currency}`)
        : reason.sentence
    default:
      return own[reason.rule]
  }
}

function minutes(seconds: number): string {
  return String(Math.round(seconds / 60))
}
