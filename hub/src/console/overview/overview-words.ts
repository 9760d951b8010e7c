import { translated } from '../../http/pages/translated.ts'

export const overviewWords = translated({
  intro: {
    en: 'What is going on now, and what needs a person.',
    fr: 'Ce qui se passe en ce moment, et ce qui attend quelqu’un.',
  },
})
