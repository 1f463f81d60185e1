import { type RandomStream, stream } from '../random.js'
import { type Measured, meanEstimate } from '../statistics.js'
import type { RandomFactors } from './batch-law.js'
import { slowestDirection } from './slowest-direction.js'

export interface ControlOptions {
  readonly seed: number | bigint
  /** Confidence of the interval. */
  readonly level: number
  /** Simulating ends early when |λ| is more than this many standard errors. */
  readonly decidedAt: number
  /** Simulating ends early when half the width of the interval is at most this. */
  readonly enough?: number | undefined
  /**
   * Half of the chains begin anywhere, so that what they remember of it widens the interval; otherwise all begin close to
   * the direction that shrinks least.
   */
  readonly dispersed?: boolean
}

const [chains, burnIn, shortest] = [32, 256, 64]

/**
 * λ by simulation with a control variate: for whatever ψ, λ is the stationary mean of E log |Au| + E ψ(A · u) − ψ(u), and
 * this hardly varies where ψ nearly solves ψ − Pψ + λ = φ. So this has no systematic error and a small random one. When the
 * second half of the chains differs from the first by more than their scatter explains, the difference is added to the
 * interval. Nothing when a vector becomes 0.
 *
 * @param potential ψ at a vector of any length
 */
export function withControlVariate(
  given: RandomFactors,
  potential: (v: Float64Array) => number,
  options: ControlOptions,
): { readonly measured: Measured; readonly steps: number } | undefined {
  const { level, decidedAt, enough = 0 } = options
  const run = chainsWithVariate(given, potential, options)
  // Some hundredths of a second.
  const most = Math.max(2 * shortest, Math.round(9600 / given.factors.length))
  let sums = run(shortest)
  for (let counted = shortest; sums !== undefined; counted *= 2) {
    const first = meanEstimate(sums.map((sum) => sum / counted))
    const added = run(counted)
    if (added === undefined) return undefined
    const second = meanEstimate(added.map((sum) => sum / counted))
    sums = sums.map((sum, chain) => sum + added[chain]!)
    const measured = meanEstimate(sums.map((sum) => sum / (2 * counted)), level) // prettier-ignore
    const change = Math.abs(second.value - first.value)
    const transient = change <= 3 * Math.hypot(first.standardError, second.standardError) ? 0 : change
    const isDecided = Math.abs(measured.value) - transient > decidedAt * measured.standardError
    const isKnown = counted > 2 * shortest && measured.halfWidth + transient <= enough
    if (isDecided || isKnown || 4 * counted > most)
      return {
        measured: { ...measured, halfWidth: measured.halfWidth + transient },
        steps: 2 * counted * chains,
      }
  }
  return undefined
}

/** For each chain the sum of E log |Au| + E ψ(A · u) − ψ(u) over that many further steps. */
function chainsWithVariate(
  { factors, probabilities, dimension }: RandomFactors,
  potential: (v: Float64Array) => number,
  { seed, dispersed = false }: ControlOptions,
): (steps: number) => Float64Array | undefined {
  const image = new Float64Array(dimension)
  const slowest = slowestDirection({ factors, probabilities, dimension })
  const streams = Array.from({ length: chains }, (_, chain) => stream(seed, 'control variate', chain))
  const directions = streams.map((random, chain) => {
    const isFree = dispersed && chain % 2 === 1
    return slowest.map((x) => (isFree ? 0 : x) + (isFree ? 1 : 0.02) * (random.uniform() - 0.5))
  })
  const next = (random: RandomStream, u: Float64Array) => {
    applied(factors[drawn(random.uniform(), probabilities)]!.data, u, image)
    const size = lengthOf(image)
    for (let i = 0; i < dimension; i++) u[i] = image[i]! / size
    return size > 0
  }
  const isAlive = streams.every((random, chain) => {
    for (let step = 0; step < burnIn; step++) if (!next(random, directions[chain]!)) return false
    return true
  })
  const expected = expectedGrowth({ factors, probabilities, dimension }, potential)
  return (steps) => {
    const sums = new Float64Array(chains)
    for (let chain = 0; isAlive && chain < chains; chain++)
      for (let step = 0; step < steps; step++) {
        sums[chain]! += expected(directions[chain]!)
        if (!Number.isFinite(sums[chain]!) || !next(streams[chain]!, directions[chain]!)) return undefined
      }
    return isAlive ? sums : undefined
  }
}

/** u ↦ E log |Au| + E ψ(A · u) − ψ(u) for vectors of length 1: λ everywhere if ψ solves its equation. */
export function expectedGrowth(
  { factors, probabilities, dimension }: RandomFactors,
  potential: (v: Float64Array) => number,
): (u: Float64Array) => number {
  const image = new Float64Array(dimension)
  return (u) => {
    let sum = -potential(u)
    for (let factor = 0; factor < factors.length; factor++) {
      applied(factors[factor]!.data, u, image)
      sum += probabilities[factor]! * (Math.log(lengthOf(image)) + potential(image))
    }
    return sum
  }
}

function lengthOf(v: Float64Array): number {
  return v.length === 2 ? Math.hypot(v[0]!, v[1]!) : Math.hypot(v[0]!, v[1]!, v[2]!)
}

function applied(data: Float64Array, u: Float64Array, out: Float64Array): void {
  if (u.length === 2) {
    out[0] = data[0]! * u[0]! + data[1]! * u[1]!
    out[1] = data[2]! * u[0]! + data[3]! * u[1]!
  } else
    for (let i = 0; i < 3; i++)
      out[i] = data[3 * i]! * u[0]! + data[3 * i + 1]! * u[1]! + data[3 * i + 2]! * u[2]!
}

function drawn(uniform: number, probabilities: Float64Array): number {
  let rest = uniform
  const last = probabilities.length - 1
  for (let i = 0; i < last; i++) {
    rest -= probabilities[i]!
    if (rest < 0) return i
  }
  return last
}
