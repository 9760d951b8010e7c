/** What an opening costs, in minor units, before VAT and with it. */
export const openingMinor = 240n
export const openingWithVatMinor = 288n
/** How many openings a month the merchant has who pays later, and how many heatings the owner, of them each device offline. */
export const limitedOpenings = 7
export const heatings = { limit: 6, perDevice: 2 }
/** What is in the wallet of the merchant who pays before, when a world begins. */
export const paidBefore = '10.00'
export const paidBeforeMinor = 1000n

/** How long a device acts for its own account before it has to hear of the hub. */
export const leaseSeconds = 120
