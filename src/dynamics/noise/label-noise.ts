import { type Expression, multiply, rational, square, subtract } from '../../expression/index.js'
import type { Model } from '../../model/index.js'
import { type ExtraData, independent, noExtra, noVariables, variablesOf } from '../perturbation/index.js'
import { constants } from '../perturbation/options.js'
import { deviationsOption } from '../noise-options.js'
import { noiseModel, type NoiseOptions } from './noise-model.js'

const laws = ['gaussian', 'rademacher', 'uniform'] as const

/**
 * Label noise: L̂ = 1/(2n) Σ (rᵢ − sᵢηᵢ)², a fresh ηᵢ for every residual and step, sᵢ = 1 unless given. In batches of b every
 * drawn sample has fresh noise: on the set, where the batches themselves make none, the covariance of the gradient is
 * σ²/(bn) Σ sᵢ²∇rᵢ∇rᵢᵀ, that of all samples with C = (n/b)I. Blanc et al. 2020; Damian, Ma & Lee 2021; Shalova, Schlichting & Peletier, arXiv 2404.12293.
 */
export const labelNoise = noiseModel({
  id: 'label-noise',
  title: 'label noise',
  shortTitle: 'label noise',
  formula: '\\frac{1}{2n} \\sum_i (r_i - \\eta_i)^2',
  formulaWith: ({ deviations, batch }) =>
    `\\frac{1}{2${batch === undefined ? 'n' : 'B'}} \\sum_{i${batch === undefined ? '' : ' \\in S'}} ` +
    `(r_i - ${deviations === undefined ? '' : 's_i\\, '}\\eta_i)^2`,
  strength: 'absolute',
  laws,
  options: [deviationsOption],
  batches: 'possible',
  example: 'labels',
  draws: ({ batch, labels, count }) =>
    batch &&
    `$\\eta_i$ is ${labels?.law === 'gaussian' ? 'Gaussian' : labels?.law} and fresh for every residual of every sample in the batch $S$ of $B = ${batch.size}$ of $n = ${count}$ samples, of mean 0 ` +
      'and variance $\\sigma^2$; as noise of all samples',
  refuses(model, { deviations } = {}) {
    if (model.loss.kind !== 'squares') return 'a plain loss has no labels'
    if (deviations !== undefined) {
      const size = model.loss.residuals.length * (model.data?.sampleCount ?? 1)
      if (deviations.length !== size) return `${size} deviations are needed, one for each residual`
    }
    return undefined
  },
  perturb(model, { law = laws[0], deviations, batch } = {}) {
    const { graph, loss } = model
    if (loss.kind !== 'squares') throw new TypeError('label noise needs residuals')
    const { count } = loss
    const correlation =
      batch === undefined
        ? independent
        : { ...independent, kind: 'exchangeable' as const, variance: rational.of(count, batch.size), covariance: rational.zero } // prettier-ignore
    const own = variablesOf(graph, loss.residuals.length, law, correlation)
    const { factors, extra } = factorsOf(model, loss.residuals.length, deviations)
    const residuals = loss.residuals.map((r, i) =>
      subtract(r, factors === undefined ? own.symbols[i]! : multiply(factors[i]!, own.symbols[i]!)),
    )
    return {
      noise: 'label-noise',
      model,
      sampleLoss: multiply(graph.constant('1/2'), graph.sum(residuals.map(square))),
      residuals,
      count,
      shared: noVariables,
      own,
      extra,
      batch,
      labels: batch && { law, factors },
      notes: [
        ...deviationNotes(deviations, loss.residuals.length),
        ...(batch === undefined
          ? []
          : ['with batches the covariance is that on the set, where every sample is fitted']),
      ],
    }
  },
})

function deviationNotes(deviations: NoiseOptions['deviations'], residuals: number): string[] {
  if (deviations === undefined) return []
  const order = residuals === 1 ? 'sample by sample' : 'the residuals of the first sample first'
  return [`$s = (${deviations.join(',\\, ')})$, ${order}`]
}

/** The standard deviations as factors: constants, or where there are samples one more number of each. */
function factorsOf(
  { graph, data }: Model,
  residuals: number,
  deviations: NoiseOptions['deviations'],
): { factors: readonly Expression[] | undefined; extra: ExtraData } {
  if (deviations === undefined) return { factors: undefined, extra: noExtra }
  if (data === undefined) return { factors: constants(graph, deviations), extra: noExtra }
  const symbols = Array.from({ length: residuals }, (_, k) => graph.symbol(`§s[${k + 1}]`))
  const rows = Array.from({ length: data.sampleCount }, (_, i) =>
    symbols.map((_symbol, k) => rational.of(deviations[i * residuals + k]!)),
  )
  return { factors: symbols, extra: { symbols, rows } }
}
