import { toLatex } from '../../expression/index.js'
import { type Estimate, uncertainty } from '../../base/estimate.js'
import { descentBeside, withProbabilities } from '../batch-words.js'
import type { DerivationStep, Site } from '../contract.js'
import { decimal, decimalWithin, enclosing } from '../decimal.js'
import type { SgdNotions } from './sgd-notions.js'
import type { SgdSetting } from './sgd-setting.js'

/** How the numbers of stochastic gradient descent at a point come about. */
export function sgdDerivation(site: Site, setting: SgdSetting, notions: SgdNotions): DerivationStep[] {
  const { product, batch, learningRate } = setting
  const { exponent, lyapunov, enclosure, thresholds, meanSquare, gradientDescent, tail } = notions
  const samples = product.samples.length
  const counted =
    batch.size === 1
      ? `1 of ${samples} samples`
      : `${batch.size} of ${samples} samples ${batch.replacement ? 'with' : 'without'} replacement`
  const drawn = `${counted}${withProbabilities(batch)}`
  const descent = descentBeside(batch)
  const isSquares = site.model.loss.kind === 'squares'
  const steps: DerivationStep[] = [
    {
      says:
        (isSquares
          ? 'On the zero-loss set the Hessian of the loss of a sample is the sum of $\\nabla r\\,\\nabla r^\\top$ over its residuals. '
          : 'The loss of every sample is minimal at the point. ') +
        `A step on a batch $S$ of ${drawn} linearises to the identity on the tangent space and, on the normal space (dimension ${product.dimension}), to`,
      formula: [
        `A_S = I - \\tfrac{\\eta}{B}\\textstyle\\sum_{i\\in S}${isSquares ? '\\nabla r_i\\nabla r_i^\\top' : '\\nabla^2 \\ell_i'}`,
      ],
    },
  ]
  const gram = gramLatex(setting)
  if (gram !== undefined)
    steps.push({
      says: isSquares
        ? 'The inner products of the gradients of the residuals at the point are'
        : 'With $\\nabla^2\\ell_i = \\sum g g^\\top$, the inner products of the vectors $g$ are',
      formula: [`K = J J^\\top = ${gram}`],
    })
  const rate = toLatex(learningRate.exact)
  const crossings = notions.signChanges?.crossings ?? []
  steps.push(
    {
      says: `At $\\eta = ${rate}$ the Lyapunov exponent, found by ${lyapunov.method}, the exponent of the second moment and that of ${descent.name}${descent.which} are`,
      formula: [
        `\\lambda = ${latexOf(exponent)}, \\qquad \\Lambda(2) = \\log\\rho(\\mathbb{E}\\,A_S\\otimes A_S) = ${latexOf(meanSquare)}, \\qquad ${descent.exponent} = ${latexOf(gradientDescent)}`,
      ],
    },
    {
      says: 'They change sign at the learning rates',
      formula: [
        [
          `\\eta_{\\mathrm{ms}} = ${latexOf(notions.meanSquareThreshold)}`,
          ...crossings.map(
            ({ learningRate: at, becomes }, k) =>
              `\\eta^*${crossings.length > 1 ? `_{${k + 1}}` : ''} = ${latexOf(at)}${becomes === 'stable' ? '\\ (\\text{stable above})' : ''}`,
          ),
          `${descent.threshold} = ${latexOf(notions.gradientDescentThreshold)}`,
        ].join(',\\qquad '),
      ],
    },
  )
  if (thresholds === undefined)
    steps.push({ says: 'The almost-sure threshold is not searched for in as many dimensions as here.' })
  else if (notions.signChanges?.scan.isComplete === false)
    steps.push({
      says: `Learning rates beyond ${decimal(thresholds.scan.to, 3)} were not scanned: more sign changes may follow there.`,
    })
  if (thresholds !== undefined && thresholds.scan.doubtful.length > 0)
    steps.push({
      says: `Whether there are more is not settled: the sign of $\\lambda$ is not clear between ${listed(thresholds.scan.doubtful)}.`,
    })
  if (enclosure !== undefined)
    steps.push({
      says: `Rigorous bounds: $\\lambda$ lies in the interval below. ${enclosure.by}`,
      formula: [enclosing(enclosure.lo, '\\lambda', enclosure.hi)],
    })
  if (tail?.estimate !== undefined)
    steps.push({
      says:
        'Between the mean-square and the almost-sure threshold nearly every run settles, while the second moment grows: the ' +
        `probability that a run strays to $R$ times its first distance falls as $R^{-\\gamma}$, where $\\gamma$ solves $\\Lambda(\\gamma) = 0$ (${tail.method}):`,
      formula: [`\\gamma = ${latexOf(tail.estimate)}`],
    })
  return steps
}

function listed(intervals: readonly (readonly [number, number])[]): string {
  return intervals.map(([from, to]) => `${decimal(from, 3)} and ${decimal(to, 3)}`).join(', ')
}

// A matrix that fits on a line.
function gramLatex({ exact, product }: SgdSetting): string | undefined {
  const size = product.samples.reduce((sum, { rows }) => sum + rows, 0)
  if (size > 6) return undefined
  const rows: string[][] =
    exact !== undefined
      ? exact.gram.map((row) => row.map((entry) => rationalLatex(entry)))
      : numericGram(product.samples.flatMap(({ rows: count, columns, data }) => Array.from({ length: count }, (_, r) => data.subarray(r * columns, (r + 1) * columns)))) // prettier-ignore
  return `\\begin{pmatrix} ${rows.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{pmatrix}`
}

function rationalLatex({ numerator, denominator }: { numerator: bigint; denominator: bigint }): string {
  if (denominator === 1n) return String(numerator)
  const sign = numerator < 0n ? '-' : ''
  return `${sign}\\tfrac{${numerator < 0n ? -numerator : numerator}}{${denominator}}`
}

function numericGram(rows: readonly Float64Array[]): string[][] {
  return rows.map((a) =>
    rows.map((b) =>
      number(
        a.reduce((sum, x, i) => sum + x * b[i]!, 0),
        5,
      ),
    ),
  )
}

function latexOf(estimate: Estimate): string {
  if (!Number.isFinite(estimate.value)) return number(estimate.value)
  if (estimate.kind === 'exact') return `${estimate.latex} = ${number(estimate.value, 6)}`
  const error = uncertainty(estimate)
  return error > 5e-11 * Math.abs(estimate.value) && Number.isFinite(error)
    ? decimalWithin(estimate.value, error).replaceAll('$', '').replace('±', '\\pm')
    : number(estimate.value, 10)
}

function number(value: number, digits = 8): string {
  if (value === -Infinity) return '-\\infty'
  return decimal(value, digits).replaceAll('$', '')
}
