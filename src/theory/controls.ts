import type { Control } from './contract.js'

/** The right prediction times a factor: a constant that is off. */
export function scaled(quantity: string, factor: number): Control {
  return {
    id: `${quantity}-times-${factor}`,
    title: `the ${words(quantity)} multiplied by ${factor}`,
    quantity,
    wrong: ({ quantities }) => {
      const value = quantities[quantity]!.estimate.value
      return value === 0 ? undefined : value * factor
    },
  }
}

/** The right prediction moved by a fraction of the quantity's natural scale: refutable even where it is zero. */
export function shifted(quantity: string, fraction: number): Control {
  return {
    id: `${quantity}-plus-${fraction}`,
    title: `the ${words(quantity)} moved by ${fraction} of its natural scale`,
    quantity,
    // Where the prediction is of the size of its scale this would be the same as a factor.
    wrong: ({ quantities }) => {
      const { estimate, scale } = quantities[quantity]!
      return Math.abs(estimate.value) < scale / 2 ? estimate.value + fraction * scale : undefined
    },
  }
}

/** `tailExponent` as it is said. */
function words(quantity: string): string {
  return quantity.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
