import { gradient, hessian } from '../../calculus/index.js'
import { evaluate, type Expression, substituteAll } from '../../expression/index.js'
import type { GeneralLoss, Model } from '../../model/index.js'
import { matrix, type Matrix, multiply, symmetricEigen, transpose } from '../../numeric/index.js'

type PlainModel = Model & { readonly loss: GeneralLoss }

export const isPlain = (model: Model): model is PlainModel => model.loss.kind === 'general'

/** First and second derivatives of the loss of one sample, in parameters and data. */
function derivativesOf({ loss, symbols }: PlainModel): { slopes: Expression[]; curvatures: Expression[][] } {
  return { slopes: gradient(loss.perSample, symbols), curvatures: hessian(loss.perSample, symbols) }
}

/** The data of each sample; one without any where the model has no data. */
function dataOf({ data }: Model): readonly (readonly (readonly [Expression, Expression])[])[] {
  if (data === undefined) return [[]]
  return data.samples.map((sample) => data.symbols.map((symbol, i) => [symbol, symbol.graph.constant(sample[i]!)] as const)) // prettier-ignore
}

/** ∇ℓᵢ and ∇²ℓᵢ of the losses of all samples at a point, in floating point. */
export function sampleDerivatives(model: PlainModel, w: Float64Array): { slopes: Float64Array; curvature: Matrix }[] {
  const { slopes, curvatures } = derivativesOf(model)
  const d = model.symbols.length
  return dataOf(model).map((sample) => {
    const values = new Map<Expression, number>(model.symbols.map((symbol, i) => [symbol, w[i]!]))
    for (const [symbol, datum] of sample) values.set(symbol, evaluate(datum, new Map()))
    const entries = curvatures.flatMap((row) => row.map((entry) => evaluate(entry, values)))
    return {
      slopes: Float64Array.from(slopes, (entry) => evaluate(entry, values)),
      curvature: matrix(d, d, Float64Array.from(entries)),
    }
  })
} // prettier-ignore

/** The same with exact values of the parameters. @throws `undefined-value` */
export function exactSampleDerivatives(
  model: PlainModel,
  at: (expressions: readonly Expression[]) => Expression[],
): { slopes: Expression[]; curvature: Expression[][] }[] {
  const { slopes, curvatures } = derivativesOf(model)
  const [slopesThere, curvaturesThere] = [at(slopes), curvatures.map((row) => at(row))]
  return dataOf(model).map((sample) => {
    const values = new Map(sample)
    return {
      slopes: substituteAll(slopesThere, values),
      curvature: curvaturesThere.map((row) => substituteAll(row, values)),
    }
  })
}

// Relative to the largest eigenvalue of all samples.
const negligible = 1e-13

/**
 * Rows g with ∇²ℓᵢ = Σ g gᵀ for each sample, in the coordinates of a basis (d × k): as many as the Hessian has positive
 * eigenvalues. Negative ones, of samples that are not minimal there, are left out.
 */
export function rootsOfCurvatures(model: PlainModel, w: Float64Array, basis: Matrix): Matrix[] {
  const parts = sampleDerivatives(model, w).map(({ curvature }) =>
    symmetricEigen(multiply(transpose(basis), multiply(curvature, basis))),
  )
  const k = basis.columns
  const least = negligible * Math.max(...parts.map(({ values }) => values.at(-1)!))
  return parts.map(({ values, vectors }) => {
    const kept = Array.from(values.keys()).filter((j) => values[j]! > least)
    const rows = matrix(kept.length, k)
    kept.forEach((j, r) => {
      for (let i = 0; i < k; i++) rows.data[r * k + i] = Math.sqrt(values[j]!) * vectors.data[i * k + j]!
    })
    return rows
  })
}

/** The index of a sample of which the loss is not minimal at a point to second order, and why; nothing where there is none. */
export function notMinimal(model: PlainModel, w: Float64Array): { sample: number; slope: number; lowest: number } | undefined {
  const all = sampleDerivatives(model, w)
  const size = Math.max(...all.map(({ curvature }) => curvature.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)))
  const scale = 1 + Math.hypot(...w)
  for (const [sample, { slopes, curvature }] of all.entries()) {
    const slope = Math.hypot(...slopes)
    const lowest = symmetricEigen(curvature).values[0]!
    if (!(slope <= 1e-8 * size * scale) || !(lowest >= -1e-8 * size)) return { sample, slope, lowest }
  }
  return undefined
} // prettier-ignore
