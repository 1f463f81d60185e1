/**
 * By how much of itself the exponent of `tailPower` can be off because the constant in front of the power oscillates, for a
 * range of so many periods: the most for values on a lattice, whose probability falls in steps, over all phases.
 */
export function oscillationOver(periods: number): number {
  const fitting = worst.find(([least]) => periods >= least)
  return fitting === undefined ? 1 : fitting[1]
}

// From so many periods on.
const worst = [
  [4, 0.0125],
  [3, 0.023],
  [2, 0.062],
  [1.5, 0.34],
] as const
