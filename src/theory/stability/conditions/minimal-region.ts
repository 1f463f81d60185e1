import {
  evaluate,
  type Expression,
  isKnownNonnegative,
  power,
  type Rational,
  rational,
  toText,
} from '../../../expression/index.js'
import { readable } from '../../../calculus/index.js'
import { type Landscape, landscapeOf } from '../../../geometry/index.js'
import { type Matrix, symmetricEigen } from '../../../numeric/index.js'
import { type BatchLaw, shareOf } from './batch-law.js'
import { isFlat, sampleModels, valuesAt } from './places.js'

// Relative to the largest eigenvalue; points are only found up to rounding.
const negligible = 1e-6

/**
 * Whether the loss that steps descend on average, Σ pᵢℓᵢ, falls beside a point without slope, as its Hessian has a negative
 * eigenvalue: such a point of the zero-loss set is no minimum. A sum of squares never does.
 */
export function fallsBeside(landscape: Landscape, law: BatchLaw): (w: Float64Array) => boolean {
  const { model } = landscape
  if (model.loss.kind === 'squares') return () => false
  const samples = law.probabilities === undefined ? [] : sampleModels(model).map(landscapeOf)
  const mean = (w: Float64Array): Matrix => {
    const { rows, columns } = landscape.hessian(w)
    const data = new Float64Array(rows * columns)
    samples.forEach((each, i) => each.hessian(w).data.forEach((x, at) => (data[at]! += shareOf(law, i) * x)))
    return { rows, columns, data }
  }
  return (w) => {
    const { values } = symmetricEigen(samples.length === 0 ? landscape.hessian(w) : mean(w))
    const largest = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!))
    return values[0]! < -negligible * largest && !isFlat(landscape, w)
  }
}

/**
 * Where the points of the set are minima, as words: where the curvature across it, an expression in the symbols of the
 * model, is positive. Nothing when that does not separate the points given.
 */
export function minimalRegion(
  { model }: Pick<Landscape, 'model'>,
  curvature: Expression,
  minima: readonly Float64Array[],
  others: readonly Float64Array[],
): string | undefined {
  const valueAt = (w: Float64Array): number => evaluate(curvature, valuesAt(model, w))
  if (!minima.every((w) => valueAt(w) > 0) || !others.every((w) => valueAt(w) < 0)) return undefined
  return positivity(readable(curvature))
}

/** e > 0 without the factors that are never negative, and solved for its symbol where that is linear. */
function positivity(e: Expression): string {
  const { graph } = e
  const factors = factorsOf(e)
  const sign = factors.reduce(
    (s, { base }) => (base.kind === 'constant' ? s * rational.sign(base.value) : s),
    1,
  )
  const open = factors.flatMap(({ base, exponent }) =>
    base.kind === 'constant' || isKnownNonnegative(power(base, exponent)) ? [] : [base],
  )
  if (open.length === 0) return `${toText(e)} > 0`
  const rest = readable(graph.product(open))
  const [only] = rest.kind === 'sum' && rest.terms.length === 1 ? rest.terms : []
  if (rest.kind !== 'sum' || only?.term.kind !== 'symbol') return `${toText(rest)} ${sign > 0 ? '>' : '<'} 0`
  const bound = rational.negate(rational.divide(rest.constant, only.coefficient))
  const isAbove = sign * rational.sign(only.coefficient) > 0
  return `${toText(only.term)} ${isAbove ? '>' : '<'} ${rational.toString(bound)}`
}

interface FactorOf {
  readonly base: Expression
  readonly exponent: Rational
}

function factorsOf(e: Expression): FactorOf[] {
  if (e.kind === 'product') return [...e.factors]
  if (e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant))
    return [{ base: e.graph.constant(e.terms[0]!.coefficient), exponent: rational.one }, ...factorsOf(e.terms[0]!.term)]
  return [{ base: e, exponent: rational.one }]
} // prettier-ignore
