import type { Prose } from '../../../base/prose.js'
import type { NoiseVariables } from '../../../dynamics/index.js'
import { evaluate, nodeCount, rational } from '../../../expression/index.js'
import type { Missing } from '../../../geometry/index.js'
import type { NoiseLaw } from '../../../model/index.js'
import { gaussRule, norm, stream } from '../../../numeric/index.js'
import type { NoiseObjects } from './objects.js'

/** (E L̂ − L)/σ² and its gradient, d numbers, as numbers. */
export interface MeanEffect {
  readonly value: number
  readonly gradient: Float64Array
}

/** The mean effect of noise that is not small, by numbers of which none is exact in the law. */
export type NumericalEffect = (
  | {
      readonly by: 'quadrature'
      readonly mean: MeanEffect
      /** Of the value, and of the gradient in the Euclidean norm. */
      readonly error: { readonly value: number; readonly gradient: number }
    }
  | {
      readonly by: 'sampling'
      /** Means over batches of equally many draws. */
      readonly batches: readonly MeanEffect[]
      readonly draws: number
    }
) & {
  /** How it was found, a clause. */
  readonly method: Prose
}

/** Evaluations of a loss of one node for one sample; and of any loss. */
const most = { work: 2.5e7, evaluations: 60_000, fewest: 4_000 }
const batchCount = 64
const levels = [4, 8, 16, 32, 64]
const seed = 1

/**
 * The mean over the law at one place: over a tensor of Gauss points, with the two values of signs and masks, where these are
 * few; the error is the difference from half as many points. Over independent draws otherwise. Nothing where the loss has no
 * value for some noise, or where more points do not make the mean more certain.
 */
export function meanEffect(objects: NoiseObjects, w: Float64Array, sigma: number): NumericalEffect | Missing {
  const { perturbation } = objects
  const { shared, own, model, sampleLoss } = perturbation
  const work = nodeCount([sampleLoss]) * (model.data?.sampleCount ?? 1)
  const budget = Math.min(most.evaluations, Math.max(most.fewest, most.work / work))
  const laws = [...shared.laws, ...own.laws]
  const noise = noiseFrom([shared, own])
  const quiet = { loss: objects.noisyLoss(w, new Float64Array(laws.length)), slope: objects.noisyGradient(w, new Float64Array(laws.length)) } // prettier-ignore
  const add = (sum: Sum, unit: Float64Array, weight: number): void => {
    const eta = noise(unit)
    const change = objects.noisyLoss(w, eta) - quiet.loss
    sum.value += weight * change
    sum.size += weight * Math.abs(change)
    objects.noisyGradient(w, eta).forEach((x, i) => (sum.gradient[i]! += weight * (x - quiet.slope[i]!)))
  }
  const tensor = (points: number): Sum => {
    const sum = emptySum(w.length)
    const rules = laws.map((law) => ruleOf(law, sigma, points))
    const unit = new Float64Array(laws.length)
    const visit = (k: number, weight: number): void => {
      if (k === laws.length) return add(sum, unit, weight)
      const { points: values, weights } = rules[k]!
      values.forEach((x, i) => {
        unit[k] = x
        visit(k + 1, weight * weights[i]!)
      })
    }
    visit(0, 1)
    return sum
  }
  const continuous = laws.filter((law) => law === 'gaussian' || law === 'uniform')
  const size = (points: number): number =>
    2 ** (laws.length - continuous.length) * points ** continuous.length
  if (size(levels[1]!) <= budget) return byQuadrature(tensor, continuous, levels.filter((n) => size(n) <= budget), sigma) // prettier-ignore
  const draws = 2 * batchCount * Math.floor(budget / (2 * batchCount))
  const random = stream(seed, 'mean effect of the noise', 0)
  const batches = Array.from({ length: batchCount }, (): Sum => {
    const sum = emptySum(w.length)
    for (let k = 0; k < draws / batchCount; k += 2) {
      const unit = Float64Array.from(laws, (law) => drawn(law, sigma, random))
      add(sum, unit, batchCount / draws)
      // The same with other signs, where the law is symmetric.
      add(sum, unit.map((x, i) => (laws[i] === 'bernoulli' ? drawn('bernoulli', sigma, random) : -x)), batchCount / draws) // prettier-ignore
    }
    return sum
  })
  if (!batches.every(isFinite)) return noValue
  return {
    by: 'sampling',
    batches: batches.map((sum) => scaled(sum, sigma)),
    draws,
    method: `the mean over ${draws} draws of the noise with seed ${seed}, as its ${laws.length} variables are too many for quadrature; the error is statistical`, // prettier-ignore
  }
}

interface Sum {
  value: number
  /** The same of absolute values: what rounding goes with. */
  size: number
  readonly gradient: Float64Array
}

const emptySum = (d: number): Sum => ({ value: 0, size: 0, gradient: new Float64Array(d) })
const isFinite = ({ value, gradient }: Sum): boolean => Number.isFinite(value + norm(gradient))
const noValue: Missing = { missing: 'for some values of the noise the loss has no finite value, so that there is no mean over this law' } // prettier-ignore

function scaled({ value, gradient }: Sum, sigma: number): MeanEffect {
  return { value: value / sigma ** 2, gradient: gradient.map((x) => x / sigma ** 2) }
}

function byQuadrature(tensor: (points: number) => Sum, continuous: readonly NoiseLaw[], counts: readonly number[], sigma: number): NumericalEffect | Missing {
  let [previous, before] = [tensor(counts[0]!), Infinity]
  const rounding = (sum: Sum) => ({ value: 32 * Number.EPSILON * sum.size, gradient: 32 * Number.EPSILON * (norm(sum.gradient) + sum.size) }) // prettier-ignore
  let [sum, difference, points] = [previous, rounding(previous), 0]
  for (const n of continuous.length === 0 ? [] : counts.slice(1)) {
    points = n
    sum = tensor(n)
    if (!isFinite(sum)) return noValue
    const least = rounding(sum)
    const change = { value: Math.abs(sum.value - previous.value), gradient: norm(sum.gradient.map((x, i) => x - previous.gradient[i]!)) } // prettier-ignore
    const isDone = change.value <= least.value && change.gradient <= least.gradient
    difference = { value: Math.max(change.value, least.value), gradient: Math.max(change.gradient, least.gradient) }
    if (isDone) break
    const relative = change.gradient / norm(sum.gradient) + change.value / sum.size
    if (n === counts.at(-1) && relative > 0.1 && relative > before / 2)
      return { missing: 'the mean over this law was not found: with more points of quadrature it keeps changing, and there may be none' }
    before = relative
    previous = sum
  }
  if (!isFinite(sum)) return noValue
  return {
    by: 'quadrature',
    mean: scaled(sum, sigma),
    error: { value: difference.value / sigma ** 2, gradient: difference.gradient / sigma ** 2 },
    method: quadratureText(continuous, points),
  }
} // prettier-ignore

function quadratureText(continuous: readonly NoiseLaw[], points: number): Prose {
  if (continuous.length === 0) return 'the sum over all values of the noise, in floating point'
  const names = [
    ...(continuous.includes('gaussian') ? ['Gauss–Hermite'] : []),
    ...(continuous.includes('uniform') ? ['Gauss–Legendre'] : []),
  ]
  const each = continuous.length === 1 ? '' : ` in each of ${continuous.length} variables`
  return `by ${names.join(' and ')} quadrature with ${points} points${each}; the error is the difference from half as many`
}

/** Points of one variable, in units of η before they are mixed. */
function ruleOf(law: NoiseLaw, sigma: number, points: number) {
  const variance = sigma ** 2
  if (law === 'bernoulli') return { points: [variance, -1], weights: [1 / (1 + variance), variance / (1 + variance)] } // prettier-ignore
  if (law === 'rademacher') return { points: [sigma, -sigma], weights: [1 / 2, 1 / 2] }
  const rule = gaussRule(law === 'gaussian' ? 'normal' : 'uniform', points)
  return { points: [...rule.points].map((x) => sigma * x), weights: [...rule.weights] }
}

function drawn(law: NoiseLaw, sigma: number, random: ReturnType<typeof stream>): number {
  if (law === 'gaussian') return sigma * random.normal()
  if (law === 'rademacher') return sigma * random.rademacher()
  if (law === 'uniform') return sigma * Math.sqrt(12) * (random.uniform() - 0.5)
  return random.uniform() * (1 + sigma ** 2) < 1 ? sigma ** 2 : -1
}

/** η from independent variables of its laws: mixed by the root of C, group after group. */
function noiseFrom(groups: readonly NoiseVariables[]): (unit: Float64Array) => Float64Array {
  const roots = groups.map(({ symbols, laws, correlation }) => {
    if (correlation.kind === 'mixed') return correlation.root.map((row) => row.map((entry) => evaluate(entry, new Map()))) // prettier-ignore
    const size = Math.sqrt(rational.toNumber(correlation.variance))
    return symbols.map((_, i) => symbols.map((_x, k) => (i !== k ? 0 : laws[k] === 'bernoulli' ? 1 : size)))
  })
  return (unit) => {
    const eta = new Float64Array(unit.length)
    let start = 0
    for (const root of roots) {
      for (const [i, row] of root.entries())
        for (const [k, entry] of row.entries()) eta[start + i]! += entry * unit[start + k]!
      start += root.length
    }
    return eta
  }
}
