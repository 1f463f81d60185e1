import type { RandomFactors } from './batch-law.js'
import { imageAngle, type PlaneFactor, planeFactor, wrapped } from './plane-factor.js'

/** Directions at the angles mπ/M, where each factor sends them, and how much it makes them longer. */
export interface DirectionGrid {
  readonly nodes: number
  readonly probabilities: Float64Array
  /** For factor i and node m, at i * nodes + m: the node before the image and how far on it is, from 0 to 1. */
  readonly image: Int32Array
  readonly beyond: Float64Array
  /** log |Au|; the mean over a cell where a logarithm is singular nearby. */
  readonly growth: Float64Array
}

/** The grid for symmetric 2 × 2 factors. A factor that vanishes has growth −∞ everywhere. */
export function directionGrid({ factors, probabilities }: RandomFactors, nodes: number): DirectionGrid {
  const size = factors.length * nodes
  const [image, beyond, growth] = [new Int32Array(size), new Float64Array(size), new Float64Array(size)]
  factors.forEach((matrix, i) => {
    const factor = planeFactor(matrix)
    // A singular factor sends everything to one direction; where it gives 0 the image is that direction all the same.
    const isSingular = Math.abs(factor.small) <= 1e-14 * Math.abs(factor.large)
    for (let m = 0; m < nodes; m++) {
      const angle = (m * Math.PI) / nodes
      const to = isSingular ? factor.direction : imageAngle(factor, angle)
      const place = ((wrapped(to) / Math.PI + 1) * nodes) % nodes
      const before = Math.min(Math.floor(place), nodes - 1)
      image[i * nodes + m] = before
      beyond[i * nodes + m] = place - before
      growth[i * nodes + m] = cellGrowth(factor, angle, Math.PI / nodes)
    }
  })
  return { nodes, probabilities, image, beyond, growth }
}

export function uniformMeasure(nodes: number): Float64Array {
  return new Float64Array(nodes).fill(1 / nodes)
}

/** The logarithm of the rate at which mass grows when it is multiplied by |Au|^p on its way. */
export function pressureOf(grid: DirectionGrid, start: Float64Array, p: number) {
  const { nodes, probabilities, growth } = grid
  const weights = growth.map((x, at) => probabilities[Math.floor(at / nodes)]! * Math.exp(p * x))
  const total = new Float64Array(nodes)
  weights.forEach((x, at) => (total[at % nodes]! += x))
  return settled(start, carrier(grid, weights), (mass) => {
    let sum = 0
    for (let m = 0; m < nodes; m++) sum += mass[m]! * total[m]!
    return Math.log(sum)
  })
}

/** Carries mass along once, with a weight per factor and node. */
function carrier({ nodes, image, beyond }: DirectionGrid, weights: Float64Array) {
  return (mass: Float64Array): Float64Array => {
    const next = new Float64Array(nodes + 1)
    for (let first = 0; first < weights.length; first += nodes)
      for (let m = 0; m < nodes; m++) {
        const at = first + m
        const moved = mass[m]! * weights[at]!
        const share = moved * beyond[at]!
        const to = image[at]!
        next[to]! += moved - share
        next[to + 1]! += share
      }
    next[0]! += next[nodes]!
    return next.subarray(0, nodes)
  }
}

/**
 * Repeats a step until the mean of the value over two steps stands still: two, because mass may swing to and fro between
 * two sets of directions.
 */
function settled(
  start: Float64Array,
  step: (mass: Float64Array) => Float64Array,
  valueOf: (mass: Float64Array) => number,
) {
  let mass = start
  let earlier = NaN
  let [value, quiet, moved] = [valueOf(start), 0, Infinity]
  let before = value
  for (let n = 1; n <= mostSteps && quiet < 8; n++) {
    const next = step(mass)
    let total = 0
    for (const x of next) total += x
    if (!(total > 0)) return { value: -Infinity, unsettled: 0, mass }
    for (let m = 0; m < next.length; m++) next[m]! /= total
    mass = next
    const current = valueOf(mass)
    if (current === -Infinity) return { value: -Infinity, unsettled: 0, mass }
    value = (current + before) / 2
    before = current
    moved = Math.abs(value - earlier)
    quiet = moved <= 1e-13 * (1 + Math.abs(value)) ? quiet + 1 : 0
    earlier = value
  }
  return { value, unsettled: quiet < 8 ? 1e3 * moved : 0, mass }
}

const mostSteps = 4000

/** Near a direction that the factor nearly sends to 0, ½ log(x² + δ²) is averaged over the cell exactly. */
function cellGrowth({ a, b, d, large, small, direction }: PlaneFactor, angle: number, cell: number): number {
  if (large === 0) return -Infinity
  const x = wrapped(angle - direction - Math.PI / 2)
  const delta = Math.abs(small / large)
  if (Math.abs(x) > 12 * cell || delta > 12 * cell) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    return Math.log(Math.hypot(a * c + b * s, b * c + d * s))
  }
  const integral = (y: number) =>
    (y === 0 ? 0 : (y / 2) * Math.log(y * y + delta * delta)) -
    y +
    (delta === 0 ? 0 : delta * Math.atan(y / delta))
  return Math.log(Math.abs(large)) + (integral(x + cell / 2) - integral(x - cell / 2)) / cell
}
