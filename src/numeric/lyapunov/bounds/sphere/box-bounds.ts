import { axisOf, valueAt } from './cube-mesh.js'
import { imageBounds, imagesOfBoxes } from './image-bounds.js'
import { slopeRange } from './image-range.js'
import type { Potential } from './potential.js'
import type { SpaceFactors } from './space-factors.js'

/** Bounds of F on a box of directions, and along which coordinate halving the box helps most. */
export interface BoxBounds {
  low: number
  high: number
  widest: number
}

/** The box of directions with coordinates middleₖ ± halfₖ of a face, within one cell of the mesh. */
export type BoundsOfBox = (face: number, middle: Float64Array, half: Float64Array, out: BoxBounds) => void

/** What is summed over the factors. */
interface Sums {
  value: number
  /** Above the rounding and what is not known of the factors. */
  pad: number
  /** Half the second derivative times the square of the size of the box. */
  bend: number
  /** What is added above and below whatever the place within the box. */
  raised: number
  lowered: number
  /** A factor may map a direction of the box to 0. */
  open: boolean
  readonly least: Float64Array
  readonly most: Float64Array
}

/*
 * F = E[log(‖Au‖/‖u‖) + ψ(Au)] − ψ(u). In the middle u of the box F is evaluated with a bound on its rounding. For a
 * displacement δ within the box, with w = Au,
 *
 *     log‖w + Aδ‖ = log‖w‖ + δ·(Aᵀw)/‖w‖² + θ‖Aδ‖²/2,   |θ| ≤ 1/min‖w‖²,
 *
 * and ψ(Au) changes by as much as bounds of its slopes say (`imagesOfBoxes`) or lies between bounds.
 *
 * Factors are taken as the doubles in the middle of what is known of them. That a component of Au may be off by e moves
 * log‖Au‖ by at most √n·e/min‖w‖ and each coordinate of the image by at most 2.1e/min|w_q|. Where e is not below 2⁻³⁴ of that
 * nothing is said. Sums have fewer than 2⁹ terms: 2⁻⁴² of what is summed is more than their rounding, and slopes are given
 * 2⁻³⁰ of theirs.
 */
export function boundsOfBoxes(factors: SpaceFactors, psi: Potential): BoundsOfBox {
  const { size: n, count } = factors
  const axes = n - 1
  const u = new Float64Array(n)
  const own = new Float64Array(2 * axes)
  const parts = new Float64Array(psi.mesh.corners.length)
  const sums: Sums = { value: 0, pad: 0, bend: 0, raised: 0, lowered: 0, open: false, least: new Float64Array(axes), most: new Float64Array(axes) }
  const add = factorAdder(factors, psi, u, sums)
  return (face, middle, half, out) => {
    let square = 1
    u[face] = 1
    sums.bend = 0
    for (let k = 0; k < axes; k++) {
      u[axisOf(face, k)] = middle[k]!
      square += middle[k]! ** 2
      sums.bend += half[k]! ** 2 / 2
    }
    slopeRange(psi, face, middle, middle, own)
    sums.value = -Math.log(square) / 2 - valueAt(psi.mesh, psi.values, face, middle, parts)
    sums.pad = 2 ** -42 * (1 + Math.abs(sums.value) + largestSize(psi) + steepness(psi))
    sums.raised = sums.lowered = 0
    sums.open = false
    for (let k = 0; k < axes; k++) {
      const along = middle[k]! / square
      sums.least[k] = -along - own[2 * k + 1]!
      sums.most[k] = -along - own[2 * k]!
    }
    for (let f = 0; f < count; f++) add(f, face, half)
    finish(sums, half, out)
  }
} // prettier-ignore

function finish({ value, pad, bend, raised, lowered, open, least, most }: Sums, half: Float64Array, out: BoxBounds): void {
  let [tilt, steepest] = [0, -1]
  out.widest = 0
  for (let k = 0; k < half.length; k++) {
    const part = half[k]! * Math.max(-least[k]!, most[k]!) * (1 + 2 ** -30)
    tilt += part
    if (part > steepest || (part === steepest && half[k]! > half[out.widest]!)) [steepest, out.widest] = [part, k]
  }
  const reach = tilt + bend * (1 + 2 ** -30) + pad + 2 ** -42 * (Math.abs(raised) + Math.abs(lowered))
  out.high = value + raised + reach
  out.low = open ? -Infinity : value + lowered - reach
} // prettier-ignore

const largestSize = ({ range }: Potential): number => Math.max(Math.abs(range[0]), Math.abs(range[1]))

function steepness({ slopes }: Potential): number {
  let sum = 0
  for (let k = 0; k < slopes.length; k += 2) sum += Math.max(-slopes[k]!, slopes[k + 1]!)
  return sum
}

function factorAdder(
  factors: SpaceFactors,
  psi: Potential,
  u: Float64Array,
  sums: Sums,
): (f: number, face: number, half: Float64Array) => void {
  const { size: n, entries, columns, errors, probabilities, probabilityErrors } = factors
  const axes = n - 1
  // One more, for the error of a component.
  const [w, reach] = [new Float64Array(n), new Float64Array(n + 1)]
  const [size, steep] = [largestSize(psi), steepness(psi)]
  const imageOf = imagesOfBoxes(factors, psi)
  const image = imageBounds(axes)
  return (f, face, half) => {
    const [p, dp, e] = [probabilities[f]!, probabilityErrors[f]!, errors[f]!]
    let [length, moved] = [0, 0]
    for (let i = 0; i < n; i++) {
      const row = (f * n + i) * n
      let [sum, around] = [0, e]
      for (let j = 0; j < n; j++) sum += entries[row + j]! * u[j]!
      for (let k = 0; k < axes; k++) around += Math.abs(entries[row + axisOf(face, k)]!) * half[k]!
      w[i] = sum
      reach[i] = around * (1 + 2 ** -40)
      length += sum * sum
    }
    reach[n] = 2.2 * e
    for (let k = 0; k < axes; k++) moved += columns[f * n + axisOf(face, k)]! * half[k]!
    length = Math.sqrt(length)
    moved *= 1 + 2 ** -40
    const near = length * (1 - 2 ** -40) - moved - n * e
    if (!(near > 0 && e <= 2 ** -34 * near)) {
      const above = Math.log((length + moved + n * e) * (1 + 2 ** -40)) + psi.range[1]
      sums.open = true
      sums.value += p * above
      sums.pad += (dp + 2 ** -42 * p) * (1 + Math.abs(above))
      return
    }
    const log = Math.log(length)
    sums.value += p * log
    sums.pad += p * (2 ** -42 * (1 + Math.abs(log) + size) + (1.2 * n * e) / near) + dp * (Math.abs(log) + moved / near + size) // prettier-ignore
    sums.bend += ((p + dp) * (moved / near) ** 2) / 2
    for (let k = 0; k < axes; k++) {
      const column = axisOf(face, k)
      let turning = 0
      for (let i = 0; i < n; i++) turning += w[i]! * entries[(f * n + i) * n + column]!
      turning /= length * length
      const slack = (2 ** -30 + dp / p) * (columns[f * n + column]! / near)
      sums.least[k]! += p * (turning - slack)
      sums.most[k]! += p * (turning + slack)
    }
    imageOf(f, face, half, w, reach, image)
    if (!(image.bySlopes && e <= 2 ** -34 * image.nearest)) {
      const [low, high] = image.bySlopes ? psi.range : [image.ends[0]!, image.ends[1]!]
      sums.raised += p * high + dp * Math.abs(high)
      sums.lowered += p * low - dp * Math.abs(low)
      return
    }
    sums.value += p * image.middle
    sums.pad += p * steep * ((2.2 * e) / image.nearest + 2 ** -42)
    for (let k = 0; k < axes; k++) {
      const slack = (2 ** -30 + dp / p) * ((2 * columns[f * n + axisOf(face, k)]! * steep) / image.nearest)
      sums.least[k]! += p * (image.least[k]! - slack)
      sums.most[k]! += p * (image.most[k]! + slack)
    }
  }
} // prettier-ignore
