import { describe, expect, test } from 'vitest'
import { parseCatalogue } from './parse-catalogue.ts'

const catalogue = (wallets: string, offer = 'prepaid: { wallet: main, vatPercent: "20" }'): string => `
services: { sample.use: { name: Sample use } }
${wallets === '' ? '' : `wallets: { ${wallets} }`}
offers: { sample: { name: Sample, currency: EUR, ${offer} } }
`
const main = (more = 'currency: EUR, purpose: multi_purpose'): string => `main: { name: Main, ${more} }`

function faultsOf(source: string, before?: string): readonly string[] {
  const earlier = before === undefined ? undefined : parseCatalogue(before)
  const parsed = parseCatalogue(source, 'hub', earlier?.ok === true ? earlier.value : undefined)
  return parsed.ok ? [] : parsed.error.map(({ path, detail }) => `${path}: ${detail}`)
}

describe('a prepaid offer', () => {
  test.each([
    ['names a wallet', catalogue(main()), []],
    ['that is not there', catalogue(''), ['offers.sample.prepaid.wallet: no wallet `main`']],
    [
      'of another currency',
      catalogue(main('currency: GBP, purpose: multi_purpose')),
      ['offers.sample.prepaid.wallet: is in GBP, and not in EUR'],
    ],
    [
      'of which the VAT is not that of its single purpose',
      catalogue(main('currency: EUR, purpose: single_purpose, vatPercent: "10"')),
      ['offers.sample.prepaid.vatPercent: the wallet was topped up with 10 % VAT'],
    ],
    ['or is, however it is written', catalogue(main('currency: EUR, purpose: single_purpose, vatPercent: "20.0"')), []],
    [
      'that is wholesale',
      catalogue(main(), 'sale: wholesale, prepaid: { wallet: main, vatPercent: "20" }'),
      ['offers.sample.prepaid: a reseller pays no wholesale offer from a wallet'],
    ],
  ])('%s', (_what, source, faults) => {
    expect(faultsOf(source)).toEqual(faults)
  })
})

test('the VAT of a single purpose, and of no other, is said with the wallet', () => {
  expect(faultsOf(catalogue(main('currency: EUR, purpose: single_purpose')))).toHaveLength(1)
  expect(faultsOf(catalogue(main('currency: EUR, purpose: multi_purpose, vatPercent: "20"')))).toHaveLength(1)
})

describe('a version after another', () => {
  const before = catalogue(main())
  test.each([
    [
      'may rename a wallet and let it expire',
      catalogue('main: { name: Other, currency: EUR, purpose: multi_purpose, expiresAfterDays: 9 }'),
      [],
    ],
    [
      'may not flip its purpose',
      catalogue(main('currency: EUR, purpose: single_purpose, vatPercent: "20"')),
      ['wallets.main.purpose: is `multi_purpose`: what accounts hold in the wallet was paid on that'],
    ],
    [
      'nor its currency',
      catalogue(main('currency: GBP, purpose: multi_purpose'), 'sale: retail'),
      ['wallets.main.currency: is `EUR`: what accounts hold in the wallet was paid on that'],
    ],
    [
      'nor drop it',
      catalogue('', 'sale: retail'),
      ['wallets.main: is declared by the version before, and accounts may hold money in it'],
    ],
  ])('%s', (_what, source, faults) => {
    expect(faultsOf(source, before)).toEqual(faults)
  })
})
