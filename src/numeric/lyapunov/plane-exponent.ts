import type { RandomFactors } from './batch-law.js'
import { type ControlOptions, expectedGrowth, withControlVariate } from './control-variate.js'
import { type GridOptions, gridSolution } from './projective-line.js'
import type { SpaceExponent } from './space-exponent.js'

/**
 * λ for factors of the plane, from an equation for a function ψ of directions on grids. ψ is rough where factors expand
 * angles a lot, and a grid can miss fine structure: so a short simulation that has ψ as its control variate must agree within
 * three standard errors and the error of the grid; when it does not, or when the grid is less accurate than it, the value is
 * that of the simulation, which is right for every ψ. Nothing for another dimension, where the equation was not solved or
 * where vectors vanish.
 */
export function planeExponent(
  given: RandomFactors,
  options: GridOptions & Partial<ControlOptions> = {},
): SpaceExponent | undefined {
  const { seed = 1, level = 0.95, decidedAt = Infinity, tolerance = 0 } = options
  const solved = gridSolution(given, options)
  if (solved === undefined) return undefined
  const { value, error, values } = solved
  const potential = onCircle(values)
  const simulated = withControlVariate(given, potential, {
    seed,
    level,
    decidedAt,
    // Where the grid is accurate, the simulation only looks for what it missed.
    enough: error <= tolerance ? tolerance / 4 : 0,
    dispersed: true,
  })
  if (simulated === undefined) return undefined
  const { measured, steps } = simulated
  const agrees = Math.abs(measured.value - value) <= error + 3 * measured.standardError
  if (agrees && error <= Math.max(tolerance, wellKnown, 4 * measured.standardError)) {
    const method = `equation for directions, on a grid of ${values.length}`
    return { estimate: { kind: 'numerical', value, error, method }, method }
  }
  const method = `simulation with a control variate from a grid of ${values.length} directions`
  const unseen = unseenPart(given, potential, values.length, measured.value, steps)
  return { estimate: { ...measured, halfWidth: measured.halfWidth + unseen }, method, steps }
}

// A computed value as good as this is not given up for a simulated one that may be a little sharper.
const wellKnown = 1e-5

/** Linearly between the nodes, which begin at angle 0. */
function onCircle(psi: Float64Array): (v: Float64Array) => number {
  const nodes = psi.length
  return (v) => {
    const angle = Math.atan2(v[1]!, v[0]!) / Math.PI
    const place = (angle < 0 ? angle + 1 : angle) * nodes
    const before = Math.min(Math.floor(place), nodes - 1)
    const value = psi[before]!
    return value + (place - before) * (psi[before + 1 === nodes ? 0 : before + 1]! - value)
  }
}

// Steps that see as much as one that does not depend on those before.
const memory = 10

/**
 * What directions that no step of a simulation met may add to λ: they have no more than three in n of the mass, at 95 %, and
 * contribute by how much the growth with its control variate differs there from λ.
 */
function unseenPart(
  given: RandomFactors,
  potential: (v: Float64Array) => number,
  nodes: number,
  exponent: number,
  steps: number,
): number {
  const expected = expectedGrowth(given, potential)
  let largest = 0
  const u = new Float64Array(2)
  for (let m = 0; m < nodes; m++) {
    const angle = ((m + 0.5) * Math.PI) / nodes
    u[0] = Math.cos(angle)
    u[1] = Math.sin(angle)
    largest = Math.max(largest, Math.abs(expected(u) - exponent))
  }
  return Number.isFinite(largest) ? (3 * memory * largest) / steps : 0
}
