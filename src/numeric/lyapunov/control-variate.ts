import { type RandomStream, stream } from '../random.js'
import { type Measured, meanEstimate } from '../statistics.js'
import type { RandomFactors } from './batch-law.js'
import { slowestDirection } from './slowest-direction.js'
import { findPlace, type HalfSphere, type Place, valueAt } from './half-sphere.js'

export interface ControlOptions {
  readonly seed: number | bigint
  /** Confidence of the interval. */
  readonly level: number
  /** Simulating ends early when |λ| is more than this many standard errors. */
  readonly decidedAt: number
}

const [chains, burnIn, shortest] = [32, 256, 64]

/**
 * λ by simulation with a control variate: for whatever ψ, λ is the stationary mean of E log |Au| + E ψ(A · u) − ψ(u), and
 * this hardly varies where ψ nearly solves ψ − Pψ + λ = φ. So this has no systematic error and a small random one. When the
 * second half of the chains differs from the first by more than their scatter explains, the difference is added to the
 * interval. Nothing when a vector becomes 0.
 */
export function withControlVariate(
  given: RandomFactors,
  sphere: HalfSphere,
  psi: Float64Array,
  { seed, level, decidedAt }: ControlOptions,
): { readonly measured: Measured; readonly steps: number } | undefined {
  const run = chainsWithVariate(given, sphere, psi, seed)
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
    if (isDecided || 4 * counted > most)
      return {
        measured: { ...measured, halfWidth: measured.halfWidth + transient },
        steps: 2 * counted * chains,
      }
  }
  return undefined
}

/** For each chain the sum of E log |Au| + E ψ(A · u) − ψ(u) over that many further steps. */
function chainsWithVariate(
  { factors, probabilities }: RandomFactors,
  sphere: HalfSphere,
  psi: Float64Array,
  seed: number | bigint,
): (steps: number) => Float64Array | undefined {
  const place: Place = { first: 0, along: 0, across: 0 }
  const potential = (v: Float64Array) => {
    findPlace(sphere, v[0]!, v[1]!, v[2]!, place)
    return valueAt(psi, sphere.edge, place.first, place.along, place.across)
  }
  const [slowest, image] = [slowestDirection({ factors, probabilities, dimension: 3 }), new Float64Array(3)]
  const streams = Array.from({ length: chains }, (_, chain) => stream(seed, 'control variate', chain))
  const directions = streams.map((random) => slowest.map((x) => x + 0.02 * (random.uniform() - 0.5)))
  const next = (random: RandomStream, u: Float64Array) => {
    applied(factors[drawn(random.uniform(), probabilities)]!.data, u, image)
    const size = Math.hypot(image[0]!, image[1]!, image[2]!)
    for (let i = 0; i < 3; i++) u[i] = image[i]! / size
    return size > 0
  }
  const expected = (u: Float64Array) => {
    let sum = -potential(u)
    for (let factor = 0; factor < factors.length; factor++) {
      applied(factors[factor]!.data, u, image)
      sum += probabilities[factor]! * (Math.log(Math.hypot(image[0]!, image[1]!, image[2]!)) + potential(image)) // prettier-ignore
    }
    return sum
  }
  const isAlive = streams.every((random, chain) => {
    for (let step = 0; step < burnIn; step++) if (!next(random, directions[chain]!)) return false
    return true
  })
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

function applied(data: Float64Array, u: Float64Array, out: Float64Array): void {
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
