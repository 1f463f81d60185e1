import type { Budget } from '../../base/budget.js'
import { multiplyVector, norm, orderFit } from '../../numeric/index.js'
import { flowToSet } from '../flow-to-set.js'
import { descentLimit } from './descent-limit.js'
import { type LimitMap, limitMapDerivative } from './limit-map.js'
import { limitMapSecondAlong } from './second-derivative.js'

/** How a derivative agrees with differences of the limit map itself, which shares nothing with its formula. */
export interface DifferenceTest {
  readonly derivative: 'DΦ[a]' | 'D²Φ[a, b]'
  /** Half the widths of the central differences, descending. */
  readonly steps: readonly number[]
  /** Distance from the formula, for each step. */
  readonly errors: readonly number[]
  /** The p in error ≈ Chᵖ, 2 for central differences; nothing when an error is 0. */
  readonly order: number | undefined
  /** Distance of the differences extrapolated to step 0 from the formula. */
  readonly extrapolated: number
  /** |formula|, to compare with. */
  readonly size: number
}

export interface DifferenceOptions {
  /** Widths, each half of the one before; 0.02, 0.01, 0.005 when left out. */
  readonly steps?: readonly number[]
  /** The limit map; when left out `flowToSet`, and gradient descent for a learning rate above 0. */
  readonly limit?: (start: Float64Array) => Float64Array
  readonly budget?: Budget
}

/**
 * Compares DΦ[a] and D²Φ[a, b] at a point with central differences of the limit map. Each step takes six limits. Throws
 * what the limit map throws.
 */
export function limitMapDifferences(
  map: LimitMap,
  a: Float64Array,
  b: Float64Array,
  options: DifferenceOptions = {},
): readonly [DifferenceTest, DifferenceTest] {
  const { steps = [0.02, 0.01, 0.005], limit = limitOf(map, options.budget) } = options
  const { coordinates: w } = map.point
  const at = (...moves: readonly [number, Float64Array][]): Float64Array =>
    limit(w.map((x, i) => moves.reduce((sum, [h, v]) => sum + h * v[i]!, x)))
  const first = steps.map((h) => {
    const [ahead, behind] = [at([h, a]), at([-h, a])]
    return w.map((_, i) => (ahead[i]! - behind[i]!) / (2 * h))
  })
  const second = steps.map((h) => {
    const [pp, mm] = [at([h, a], [h, b]), at([-h, a], [-h, b])]
    const [pm, mp] = [at([h, a], [-h, b]), at([-h, a], [h, b])]
    return w.map((_, i) => (pp[i]! - pm[i]! - mp[i]! + mm[i]!) / (4 * h * h))
  })
  return [
    test('DΦ[a]', steps, first, multiplyVector(limitMapDerivative(map), a)),
    test('D²Φ[a, b]', steps, second, limitMapSecondAlong(map, a, b).total.vector),
  ]
}

function limitOf({ landscape, learningRate }: LimitMap, budget?: Budget): (start: Float64Array) => Float64Array {
  const given = budget === undefined ? {} : { budget }
  return learningRate === 0
    ? (start) => flowToSet(landscape, start, { estimateError: false, ...given }).coordinates
    : (start) => descentLimit(landscape, start, learningRate, given).coordinates
} // prettier-ignore

function test(
  derivative: DifferenceTest['derivative'],
  steps: readonly number[],
  found: readonly Float64Array[],
  formula: Float64Array,
): DifferenceTest {
  const errors = found.map((each) => apart(each, formula))
  const order = errors.every((error) => error > 0) ? orderFit(steps, errors).order.value : undefined
  const extrapolated = apart(extrapolation(found), formula)
  return { derivative, steps, errors, order, extrapolated, size: norm(formula) }
}

/** Richardson's extrapolation of values with even powers of steps that are halved. */
function extrapolation(values: readonly Float64Array[]): Float64Array {
  let level = values
  for (let factor = 4; level.length > 1; factor *= 4)
    level = level.slice(1).map((fine, k) => fine.map((x, i) => x + (x - level[k]![i]!) / (factor - 1)))
  return level[0]!
}

function apart(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i]!))
}
