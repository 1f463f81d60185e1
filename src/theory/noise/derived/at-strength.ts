import type { Estimate } from '../../../base/estimate.js'
import type { Prose } from '../../../base/prose.js'
import { gradient, readable } from '../../../calculus/index.js'
import { type Expression, multiply, negate, square, toText } from '../../../expression/index.js'
import { exactSpaces, type Missing, type ZeroLossPoint } from '../../../geometry/index.js'
import { meanEstimate } from '../../../numeric/index.js'
import { exactEstimate } from '../../exact-estimate.js'
import type { ExactInput } from '../../inputs.js'
import type { ChosenNoise } from '../chosen-noise.js'
import {
  alongSet,
  exactSampleRegulariser,
  hasJumps,
  meanEffect,
  meanWrittenOut,
  type NoiseObjects,
} from '../limit/index.js'

/** The mean effect of noise that is not small, exact in its law. */
export interface AtStrength {
  /** σ; masks are kept with the probability 1/(1 + σ²). */
  readonly strength: ExactInput
  readonly hasMasks: boolean
  /** How it was found where it is not exact in the law, a clause. */
  readonly method: Prose | undefined
  /** Reg_σ = (E L̂ − L)/σ² as a formula in the parameters, where it is short. */
  readonly formula: Expression | undefined
  readonly regulariser: Estimate
  /** −P∇Reg_σ, d entries. */
  readonly drift: readonly Estimate[]
}

export interface MissingAtStrength extends Missing {
  readonly strength: ExactInput
}

/** In characters. */
const longest = 400

/** Reg_σ and the drift it makes at a point, by numbers where the expectation over the law has no closed form; or why not. */
export function atStrength(
  { objects }: ChosenNoise,
  point: ZeroLossPoint,
  strength: ExactInput,
): AtStrength | MissingAtStrength {
  const found = objects.exactRegulariser(point.coordinates, strength.value)
  if (found === undefined) return numericalAtStrength(objects, point, strength)
  const formula = formulaOf(objects, point, strength)
  const exact = formula && exactly(formula, point)
  const slope = alongSet(point, found.gradient)
  const size = found.gradient.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return {
    strength,
    hasMasks: hasJumps(objects),
    method: undefined,
    formula: formula !== undefined && toText(formula).length <= longest ? formula : undefined,
    regulariser: exact?.regulariser ?? numerical(found.value, Math.abs(found.value)),
    drift: exact?.drift ?? Array.from(slope, (x) => numerical(0 - x, size)),
  }
}

/** By quadrature or by draws, where the expectation has no closed form or a very long one. */
function numericalAtStrength(
  objects: NoiseObjects,
  point: ZeroLossPoint,
  strength: ExactInput,
): AtStrength | MissingAtStrength {
  const found = meanEffect(objects, point.coordinates, strength.value)
  if ('missing' in found) return { strength, missing: found.missing }
  const { method } = found
  const told = { strength, hasMasks: hasJumps(objects), method, formula: undefined }
  if (found.by === 'quadrature') {
    const { mean, error } = found
    const slope = alongSet(point, mean.gradient)
    return {
      ...told,
      regulariser: { kind: 'numerical', value: mean.value, error: error.value, method },
      drift: Array.from(slope, (x) => ({ kind: 'numerical', value: 0 - x, error: error.gradient, method })),
    }
  }
  const slopes = found.batches.map(({ gradient }) => alongSet(point, gradient))
  const drawn = (means: readonly number[]): Estimate => ({
    ...meanEstimate(means),
    count: found.draws,
    method,
  })
  return {
    ...told,
    regulariser: drawn(found.batches.map(({ value }) => value)),
    drift: Array.from(point.coordinates, (_, i) => drawn(slopes.map((slope) => 0 - slope[i]!))),
  }
}

function formulaOf(
  { perturbation }: NoiseObjects,
  { landscape }: ZeroLossPoint,
  strength: ExactInput,
): Expression | undefined {
  if (landscape.perSample !== undefined) return undefined
  const ofSample = exactSampleRegulariser(perturbation, square(strength.exact))
  return ofSample && readable(meanWrittenOut(perturbation, ofSample))
}

/** Where the point is exact and so are its tangent and normal space. */
function exactly(
  formula: Expression,
  point: ZeroLossPoint,
): Pick<AtStrength, 'regulariser' | 'drift'> | undefined {
  const { exact, landscape } = point
  if (exact?.rank === undefined) return undefined
  const spaces = exactSpaces(point)
  if ('missing' in spaces) return undefined
  const { graph, symbols } = landscape.model
  const [value, ...slopes] = exact.at([formula, ...gradient(formula, symbols)]).map(readable) as [
    Expression,
    ...Expression[],
  ]
  const drift = spaces.projector.map((row) =>
    readable(negate(graph.sum(row.map((entry, k) => multiply(entry, slopes[k]!))))),
  )
  return { regulariser: exactEstimate(value), drift: drift.map(exactEstimate) }
}

const numerical = (value: number, scale: number): Estimate => ({
  kind: 'numerical',
  value,
  error: 1e-13 * scale,
  method: 'the exact expectation over the law, in floating point',
})
