/**
 * By how much of itself the exponent of `tailPower` can be off because the constant in front of the power oscillates, for a
 * range of so many periods: the most for values on a lattice, whose probability falls in steps, over all phases.
 */
export function oscillationOver(periods: number): number {
  const fitting = worst.find(([least]) => periods >= least)
  return fitting === undefined ? 1 : fitting[1]
}

// From so many periods on. The smooth weight hardly sees them; the later values are what the cells of the range leave.
const worst = [
  [4, 0.025],
  [3, 0.036],
  [2, 0.073],
  [1.5, 0.34],
] as const
