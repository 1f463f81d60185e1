import { directionOf, type LineFactors } from './line-factors.js'
import { cellOf, type MeshIndex, rangesBetween } from './mesh.js'

/** For every cell of a mesh, bounds of φ + Pψ − ψ on it. */
export interface CellBounds {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * Rigorous bounds of F = φ + Pψ − ψ with φ(u) = E log(‖Au‖/‖u‖) and (Pψ)(u) = E ψ(Au) on every cell; −∞ below where a
 * factor may map a direction of the cell to 0.
 */
export function cellBounds(factors: LineFactors, mesh: MeshIndex): CellBounds {
  const { cells, nodes } = mesh
  const [low, high] = [new Float64Array(cells), new Float64Array(cells)]
  const work = { sums: new Float64Array(11), ranges: new Float64Array(4), out: new Float64Array(2) }
  for (let i = 0; i < cells; i++) {
    boundsBetween(factors, mesh, i, nodes[i]!, nodes[i + 1]!, work)
    low[i] = work.out[0]!
    high[i] = work.out[1]!
  }
  return { low, high }
}

interface Workspace {
  readonly sums: Float64Array
  readonly ranges: Float64Array
  readonly out: Float64Array
}

// What is summed over the factors.
const value = 0 // F in the middle
const slack = 1 // its error
const rightLow = 2 // the slope of the linear part to the right and to the left
const rightHigh = 3
const leftLow = 4
const leftHigh = 5
const curvature = 6 // the second derivative
const size = 7 // of all the slopes that are summed
const raised = 8 // what is added above and below without regard to δ
const lowered = 9
const magnitude = 10 // of all that is summed up to F

/*
 * In the middle m of a cell of half length r, F is evaluated with a bound on its rounding. Around it, with w = Au and w'
 * the derivative of w in s, which is constant on the cell,
 *
 *     log‖w(m + δ)‖ = log‖w‖ + δ(w·w')/‖w‖² + θδ²/2,    |θ| ≤ ‖w'‖²/min‖w‖²,
 *     ψ(s(m + δ)) − ψ(s(m)) = δ·(a slope of ψ between the two)·(det A/max(|w₁|, |w₂|)² somewhere between the two),
 *
 * the latter because s' = det A/max(|w₁|, |w₂|)² on either half of the square and ψ is continuous and piecewise linear.
 * Where the smallest and the largest value of ψ on the image of the cell are nearer to each other than this, they are taken.
 */
function boundsBetween(
  factors: LineFactors,
  mesh: MeshIndex,
  cell: number,
  from: number,
  to: number,
  work: Workspace,
): void {
  const { sums, out } = work
  const middle = from + (to - from) / 2
  const r = (to - from) / 2
  const first = middle < 2
  const t = first ? middle - 1 : 3 - middle
  const own = mesh.slopes[cell]!
  const length = Math.log(1 + t * t) / 2
  const alongLength = (first ? t : -t) / (1 + t * t)
  const rounding = 2 ** -49 * Math.max(-mesh.valueRange[0], mesh.valueRange[1])
  sums[value] = -length - (mesh.values[cell]! + own * (middle - mesh.nodes[cell]!))
  sums[slack] = 2 ** -49 + 2 * rounding
  sums.fill(-alongLength - own, rightLow, leftHigh + 1)
  sums[curvature] = 1
  sums[size] = Math.abs(own) + 1
  sums[raised] = 0
  sums[lowered] = 0
  sums[magnitude] = length + Math.abs(sums[value]!)
  let open = false
  for (let f = 0; f < factors.count; f++) open = !addFactor(factors, f, mesh, first, t, r, work) || open
  const n = factors.count + 64
  const error = sums[slack]! * (1 + n * 2 ** -52) + r * sums[size]! * n * 2 ** -50 + n * 2 ** -52 * sums[magnitude]!
  const bend = (r * r * sums[curvature]! * (1 + n * 2 ** -52)) / 2
  const above = Math.max(0, r * sums[rightHigh]!, -r * sums[leftLow]!)
  const below = Math.min(0, r * sums[rightLow]!, -r * sums[leftHigh]!)
  const wide = 1 + n * 2 ** -52
  out[0] = open ? -Infinity : sums[value]! - error - bend + (below + sums[lowered]!) * wide
  out[1] = sums[value]! + error + bend + (above + sums[raised]!) * wide
} // prettier-ignore

// False when the factor may map a direction of the cell to 0; then only what is above is right.
function addFactor(
  factors: LineFactors,
  f: number,
  mesh: MeshIndex,
  first: boolean,
  t: number,
  r: number,
  { sums, ranges }: Workspace,
): boolean {
  const { entries } = factors
  const [a, b, c, d] = [entries[4 * f]!, entries[4 * f + 1]!, entries[4 * f + 2]!, entries[4 * f + 3]!]
  const w1 = first ? a + b * t : a * t + b
  const w2 = first ? c + d * t : c * t + d
  const [v1, v2] = first ? [b, d] : [-a, -c]
  const [p, dp] = [factors.probabilities[f]!, factors.probabilityErrors[f]!]
  const e = factors.errors[f]!
  const speed = factors.columns[2 * f + (first ? 1 : 0)]!
  const w = Math.sqrt(w1 * w1 + w2 * w2)
  const largest = Math.max(Math.abs(w1), Math.abs(w2))
  const reach = r * speed + 2 ** -49 * w
  const near = w - reach - 1.5 * e
  const nearest = largest - reach - e
  if (!(near > 0 && nearest > 0)) {
    const most = Math.log(w + reach + 1.5 * e) + 2 ** -40 + mesh.valueRange[1]
    sums[value]! += p * most
    sums[slack]! += dp * Math.abs(most)
    sums[magnitude]! += p * Math.abs(most)
    return false
  }
  const far = largest + reach + e
  const log = Math.log(w)
  const turning = (w1 * v1 + w2 * v2) / (w * w)
  const turningError = (2 ** -48 * speed + 1.5 * e) / near + (4.6 * speed * e) / (near * near)
  const { low, high } = factors.determinants[f]!
  const [slow, fast] = [1 / (far * far), 1 / (nearest * nearest)]
  const moveLow = low >= 0 ? low * slow : low * fast
  const moveHigh = high >= 0 ? high * fast : high * slow
  const image = directionOf(w1, w2)
  const blur = (2.1 * e) / nearest + 2 ** -47
  const onward = blur + r * Math.max(0, moveHigh) * (1 + 2 ** -48)
  const back = blur + r * Math.max(0, -moveLow) * (1 + 2 ** -48)
  const landed = cellOf(mesh, image)
  const psi = mesh.values[landed]! + mesh.slopes[landed]! * (image - mesh.nodes[landed]!)
  const rounding = 2 ** -49 * Math.max(-mesh.valueRange[0], mesh.valueRange[1])
  rangesBetween(mesh, image - onward, image + back, ranges)
  let [lLow, lHigh, least, most] = [ranges[0]!, ranges[1]!, ranges[2]!, ranges[3]!]
  rangesBetween(mesh, image - back, image + onward, ranges)
  let [rLow, rHigh] = [ranges[0]!, ranges[1]!]
  least = Math.min(least, ranges[2]!) - psi - rounding
  most = Math.max(most, ranges[3]!) - psi + rounding
  let steepest = Math.max(-rLow, rHigh, -lLow, lHigh)
  const fastest = Math.max(-moveLow, moveHigh)
  let blurred = blur * steepest + rounding
  if (most - least < 2 * (r * steepest * fastest + blurred)) {
    sums[raised]! += (p + dp) * most
    sums[lowered]! += (p + dp) * least
    lLow = lHigh = rLow = rHigh = steepest = blurred = 0
  }
  sums[value]! += p * (log + psi)
  sums[magnitude]! += p * (Math.abs(log) + Math.abs(psi))
  sums[slack]! += p * (2 ** -49 * (1 + Math.abs(log)) + (1.6 * e) / near + blurred) + dp * Math.abs(log + psi)
  const width = turningError + (dp / p) * (Math.abs(turning) + steepest * fastest)
  sums[rightLow]! += p * (turning - width + Math.min(rLow * moveLow, rLow * moveHigh, rHigh * moveLow, rHigh * moveHigh))
  sums[rightHigh]! += p * (turning + width + Math.max(rLow * moveLow, rLow * moveHigh, rHigh * moveLow, rHigh * moveHigh))
  sums[leftLow]! += p * (turning - width + Math.min(lLow * moveLow, lLow * moveHigh, lHigh * moveLow, lHigh * moveHigh))
  sums[leftHigh]! += p * (turning + width + Math.max(lLow * moveLow, lLow * moveHigh, lHigh * moveLow, lHigh * moveHigh))
  sums[curvature]! += (p + dp) * (speed / near) ** 2
  sums[size]! += p * (Math.abs(turning) + width + steepest * fastest)
  return true
} // prettier-ignore
