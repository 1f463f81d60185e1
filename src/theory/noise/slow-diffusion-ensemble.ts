import { unlimited } from '../../base/budget.js'
import {
  type OnSetCoefficients,
  onSetEnsemble,
  type OnSetScheme,
  projectedEulerMaruyama,
  tangentFactor,
} from '../../geometry/index.js'
import {
  kolmogorovQuantile,
  type Matrix,
  matrix,
  type Measured,
  measured,
  multiply,
  momentsOf,
  normalCdf,
  quadraticFit,
  type QuadraticFit,
  stream,
  symmetricEigen,
  transpose,
  variance,
} from '../../numeric/index.js'
import type { Site } from '../contract.js'
import { lawPlaces } from './law-points.js'
import type { SlowLaw } from './slow-diffusion-law.js'
import type { DiffusionPlan } from './slow-diffusion-plan.js'

const [fewest, most] = [800, 3200]
const level = 0.99
const samplesOfFit = 400_000
const seed = 1

// In standard deviations: half-widths of mean and standard deviation that are precise enough to be compared with a measurement.
const meanTo = 0.01
const deviationTo = 0.005

// In standard deviations. What the law differs by from that of the fit is smooth, so that taking it from smoothed steps instead
// of steps changes it by little, and has less scatter.
const smoothing = 0.3

const purpose = 'diffusion on the zero-loss set, predicted'

/**
 * The law from an ensemble of the diffusion with two steps in time on the same Brownian paths, extrapolated to step 0. A
 * quadratic form in the Brownian motion at the end is fitted to the displacement: as its own law is known, only what it
 * leaves over has a statistical error.
 *
 * @throws `not-applicable` where a path leaves the clean part of the set, `out-of-budget`
 */
export function lawOfEnsemble(site: Site, plan: DiffusionPlan, coefficients: OnSetCoefficients): SlowLaw {
  const simulate = simulator(site, plan, coefficients)
  const paths: Paths = { fine: [], coarse: [], zetas: [] }
  for (let wanted = fewest; ; wanted *= 2) {
    const first = paths.fine.length
    simulate(paths, first, wanted - first)
    const moments = momentsFrom(paths)
    if (moments.isPrecise || wanted >= most) return lawFrom(paths, moments)
  }
}

/** Of each replica the displacement at the end with both steps, and the Brownian motion there in standard coordinates. */
interface Paths {
  readonly fine: number[]
  readonly coarse: number[]
  readonly zetas: Float64Array[]
}

interface FittedMoments {
  readonly fit: QuadraticFit
  readonly mean: Measured
  readonly deviation: Measured
  readonly isPrecise: boolean
  /** E f(x) and its standard error, given that of the fit. */
  expectation(of: (x: number) => number, ofFit: number): { value: number; error: number }
}

function momentsFrom({ fine, coarse, zetas }: Paths): FittedMoments {
  const extrapolated = (of: (x: number) => number): number[] =>
    fine.map((x, k) => 2 * of(x) - of(coarse[k]!)) // prettier-ignore
  const fit = quadraticFit(zetas, extrapolated((x) => x)) // prettier-ignore
  const fitted = zetas.map((zeta) => fit.at(zeta))
  const expectation = (of: (x: number) => number, ofFit: number) => {
    const left = momentsOf(extrapolated(of).map((y, k) => y - of(fitted[k]!)))
    return { value: ofFit + left.mean, error: Math.sqrt(variance(left) / left.count) }
  }
  const first = expectation((x) => x, fit.mean)
  const second = expectation((x) => (x - fit.mean) ** 2, fit.variance)
  const size = Math.sqrt(second.value - (first.value - fit.mean) ** 2)
  const count = fine.length
  const mean = measured(first.value, first.error, count - 1, level, count)
  const deviation = measured(size, second.error / (2 * size), count - 1, level, count)
  const isPrecise = mean.halfWidth <= meanTo * size && deviation.halfWidth <= deviationTo * size
  return { fit, mean, deviation, isPrecise, expectation }
}

function lawFrom({ zetas }: Paths, { fit, mean, deviation, isPrecise, expectation }: FittedMoments): SlowLaw {
  const size = deviation.value
  const law = lawOfFit(fit, zetas[0]!.length)
  const bridge = kolmogorovQuantile(level)
  const sampling = bridge / Math.sqrt(samplesOfFit)
  let error = 0
  const points = lawPlaces(mean.value, size).map((at) => {
    const below = expectation((x) => normalCdf((at - x) / (smoothing * size)), law(at))
    // A supremum over all places: as for a Brownian bridge, whose standard deviation is 1/2 where it is largest.
    error = Math.max(error, 2 * bridge * below.error + sampling)
    return { at, probability: Math.min(1, Math.max(0, below.value)) }
  })
  const method = `${zetas.length} paths of the diffusion with two time steps, extrapolated`
  return { mean, deviation, points, error, method, isPrecise }
}

/** Runs replicas `first` and following with both steps. */
function simulator(
  { landscape, point, budget = unlimited }: Site,
  plan: DiffusionPlan,
  given: OnSetCoefficients,
) {
  const coefficients = tangentFactor(landscape, point, given)
  const origin = point.coordinates
  const { slowTime: time, direction } = plan
  const scheme = projectedEulerMaruyama(landscape, point, coefficients)
  const brownian = new Float64Array(coefficients.noises)
  const followed: OnSetScheme = {
    ...scheme,
    step(y, increments, h) {
      for (let j = 0; j < brownian.length; j++) brownian[j]! += increments[j]!
      return scheme.step(y, increments, h)
    },
  }
  const factor = matrix(landscape.dimension, coefficients.noises)
  coefficients.diffusion(origin, factor.data)
  const standard = standardCoordinates(multiply(transpose(point.tangent), factor), time)
  const run = (first: number, count: number, steps: number, pieces: number, reached: (x: number) => void) =>
    onSetEnsemble(followed, {
      start: origin,
      step: time / steps,
      outputAt: [time],
      replicas: count,
      first,
      seed,
      purpose,
      pieces,
      observables: 1,
      budget,
      observe(y, out) {
        let sum = 0
        for (let i = 0; i < y.length; i++) sum += (y[i]! - origin[i]!) * direction[i]!
        out[0] = sum
        reached(sum)
        brownian.fill(0)
      },
    })
  // In many dimensions a step of the same time is longer.
  const steps = point.dimension <= 3 ? 8 : 16
  return ({ fine, coarse, zetas }: Paths, first: number, count: number): void => {
    run(first, count, steps / 2, 2, (x) => coarse.push(x))
    run(first, count, steps, 1, (x) => {
      fine.push(x)
      zetas.push(standard(brownian))
    })
  }
}

/** ζ = Λ^{−1/2}Uᵀ TᵀA B/√t, where TᵀAAᵀT = UΛUᵀ at the start. */
function standardCoordinates(tangential: Matrix, time: number): (brownian: Float64Array) => Float64Array {
  const { values, vectors } = symmetricEigen(multiply(tangential, transpose(tangential)))
  const strongest = values[values.length - 1]!
  const kept = Array.from(values.keys()).filter((k) => values[k]! > 1e-9 * strongest)
  const q = tangential.columns
  const whole = multiply(transpose(vectors), tangential)
  return (brownian) =>
    Float64Array.from(kept, (k) => {
      let sum = 0
      for (let j = 0; j < q; j++) sum += whole.data[k * q + j]! * brownian[j]!
      return sum / Math.sqrt(values[k]! * time)
    })
}

/** The distribution function of the fit, from samples of it. */
function lawOfFit(fit: QuadraticFit, r: number): (x: number) => number {
  const random = stream(seed, `${purpose}: fit`, 0)
  const zeta = new Float64Array(r)
  const values = new Float64Array(samplesOfFit)
  for (let k = 0; k < samplesOfFit; k++) {
    random.normals(zeta)
    values[k] = fit.at(zeta)
  }
  values.sort()
  return (x) => {
    let [low, high] = [0, samplesOfFit]
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[middle]! <= x) low = middle + 1
      else high = middle
    }
    return low / samplesOfFit
  }
}
