/** Own and consented openings of a trunk, and energy by the kilowatt-hour: what most tests of the hub begin with. */
export const openingCatalogue = `
services:
  trunk.access: { name: Trunk access, actions: [open] }
  energy.supply: { name: Energy }
meters:
  openings: { service: trunk.access, record: opened, aggregation: count, unit: opening }
  import: { service: energy.supply, record: reading, reading: energy, aggregation: sum, unit: Wh }
offers:
  own: { name: Own, currency: EUR, entitlements: [{ service: trunk.access, actions: [open], reach: own }] }
  merchant:
    name: Merchant
    currency: EUR
    prices: { opening: { model: per_unit, name: Opening, meter: openings, unitPrice: "2.40" } }
    entitlements: [{ service: trunk.access, actions: [open], reach: consented }]
  supply:
    name: Supply
    currency: GBP
    prices: { energy: { model: per_unit, name: Energy, meter: import, unitPrice: "0.0002" } }
`
