import { ProblemError } from '../../../base/problem.js'
import type { Prose } from '../../../base/prose.js'
import { derivativeAlong } from '../../../calculus/index.js'
import type { NoiseVariables, Perturbation } from '../../../dynamics/index.js'
import {
  divide,
  type Expression,
  multiply,
  nodeCount,
  rational,
  substituteAll,
  subtract,
  toText,
} from '../../../expression/index.js'
import type { Missing } from '../../../geometry/index.js'
import { directionsOf, masksOf, sampleMean, zeroing } from './regulariser.js'

/** R₄ of one sample: the coefficient of σ⁴ in Eℓ̂; nothing where there is none. */
export function sampleFourthOrder(perturbation: Perturbation): Expression | undefined {
  const found = fourthOrder(perturbation)
  return 'missing' in found ? undefined : found
}

/** In nodes of the loss times pairs of masks: what is not tried. */
const mostWork = 400_000

/**
 * R₄ of one sample, or why there is none. By fourth derivatives for laws that are scaled; for masks from the exact expectation,
 * or where that is too long from those of any two variables: with Aₖ and Bₖ the coefficients of σ² and σ⁴ in the mean over
 * variable k, R₄ = Σ Bₖ + Σ_{k<l} AₖAₗ. A set of masks that leaves no value behind when all of it drops has a positive
 * probability: the mean does not exist then, at no σ.
 */
export function fourthOrder(perturbation: Perturbation): Expression | Missing {
  const { sampleLoss, shared, own, model } = perturbation
  const masks = [...masksOf(shared), ...masksOf(own)]
  if (masks.length === 0) return scaledFourthOrder(perturbation, sampleLoss)
  const stray = singularDrop(perturbation, masks)
  if (stray !== undefined) return { missing: stray }
  const variance = model.graph.symbol('§σ²', { positive: true })
  const mean = sampleMean(perturbation, variance)
  if (mean !== undefined) {
    const second = derivativeAlong(mean, [variance], [1], 2)
    return divide(substituteAll([second], new Map([[variance, model.graph.zero]]))[0]!, 2)
  }
  const pairs = (masks.length * (masks.length + 1)) / 2
  if (pairs * nodeCount([sampleLoss]) > mostWork) return { missing: 'the second potential $V_4$ is too long to be written out' } // prettier-ignore
  return byPairs(perturbation, masks)
}

/** For the variables of `e` that are no masks, in independent directions. */
function scaledFourthOrder({ shared, own, model: { graph } }: Perturbation, e: Expression): Expression {
  const directions = scaledDirections(shared, own)
  const variables = [...shared.symbols, ...own.symbols]
  const excess = directions
    .filter((direction) => direction.excess !== 0)
    .map((direction) =>
      multiply(
        graph.constant(rational.of(Math.round(5 * direction.excess), 120)),
        derivativeAlong(e, variables, direction.whole, 4),
      ),
    )
  const twice = (f: Expression): Expression =>
    graph.sum(directions.map(({ whole }) => derivativeAlong(f, variables, whole, 2)))
  return zeroing(variables)(graph.sum([divide(twice(twice(e)), 8), ...excess]))
}

interface Direction {
  readonly whole: readonly Expression[]
  readonly excess: number
}

function scaledDirections(shared: NoiseVariables, own: NoiseVariables): Direction[] {
  const variables = [...shared.symbols, ...own.symbols]
  return [shared, own].flatMap((group) => {
    const laws = group.laws.filter((law) => law !== 'bernoulli')
    return directionsOf(group).map((direction, k) => {
      const whole = variables.map((symbol) => {
        const at = group.symbols.indexOf(symbol)
        return at < 0 ? symbol.graph.zero : direction[at]!
      })
      return { whole, excess: fourthMoments[laws[k]!] - 3 }
    })
  })
}

/** E ζ⁴ of variables of variance 1. */
const fourthMoments = { gaussian: 3, rademacher: 1, uniform: 9 / 5, bernoulli: NaN }

/**
 * A mask of variance s is −1 with the probability s/(1 + s) and else s, so that its mean operator is
 * (1 − s + s²)(1 + s∂ + ½s²∂² + sD + …) with D the value at −1: A = ∂ + D − 1 and B = ½∂² − ∂ − D + 1.
 */
function byPairs(perturbation: Perturbation, masks: readonly Expression[]): Expression {
  const { sampleLoss, shared, own, model } = perturbation
  const { graph } = model
  const variables = [...shared.symbols, ...own.symbols]
  const quiet = zeroing(masks)
  const directions = scaledDirections(shared, own)
  const scaledMean = (e: Expression): Expression =>
    divide(graph.sum(directions.map(({ whole }) => derivativeAlong(e, variables, whole, 2))), 2)
  const slope = (e: Expression, mask: Expression, order: 1 | 2): Expression =>
    zeroing([mask])(derivativeAlong(e, [mask], [1], order))
  const first = (e: Expression, mask: Expression): Expression =>
    subtract(graph.sum([slope(e, mask, 1), dropped(e, [mask])]), zeroing([mask])(e))
  const others = (...kept: Expression[]): Expression =>
    zeroing(masks.filter((mask) => !kept.includes(mask)))(sampleLoss)
  const terms = masks.flatMap((mask, k) => {
    const alone = others(mask)
    return [
      subtract(divide(slope(alone, mask, 2), 2), first(alone, mask)),
      scaledMean(first(alone, mask)),
      ...masks.slice(k + 1).map((other) => first(first(others(mask, other), mask), other)),
    ]
  })
  return zeroing(variables)(graph.sum([scaledFourthOrder(perturbation, quiet(sampleLoss)), ...terms]))
}

function dropped(e: Expression, masks: readonly Expression[]): Expression {
  return substituteAll([e], new Map(masks.map((mask) => [mask, e.graph.constant(-1)])))[0]!
}

/** Which set of masks leaves a loss without a value when all of it drops, as a reason; the smallest set that does. */
function singularDrop({ sampleLoss, shared, own }: Perturbation, masks: readonly Expression[]): Prose | undefined {
  const rest = [...shared.symbols, ...own.symbols].filter((symbol) => !masks.includes(symbol))
  const quiet = zeroing(rest)(sampleLoss)
  let left = mostWork / nodeCount([sampleLoss])
  for (let size = 1; size <= masks.length; size++)
    for (const set of setsOf(masks.length, size)) {
      if (left-- < 0) return undefined
      try {
        zeroing(masks.filter((_, k) => !set.includes(k)))(dropped(quiet, set.map((k) => masks[k]!)))
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.code !== 'undefined-value') throw error
        return `where ${named(masks, set)} ${size === 1 ? 'drops' : size === 2 ? 'both drop' : 'all drop'}, which has a probability of order $\\sigma^{${2 * size}}$, the loss with noise has no value, so that its mean has none`
      }
    }
  return undefined
} // prettier-ignore

function* setsOf(count: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield []
  else for (let k = from; k <= count - size; k++) for (const rest of setsOf(count, size - 1, k + 1)) yield [k, ...rest] // prettier-ignore
}

/** Names of a user, or the places of variables that have none. */
function named(masks: readonly Expression[], set: readonly number[]): Prose {
  const texts = set.map((k) => toText(masks[k]!))
  const words = texts.some((text) => text.includes('§')) ? set.map((k) => String(k + 1)) : texts
  const listed = words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`
  return `${set.length === 1 ? 'mask' : 'masks'} ${listed} of ${masks.length}`
}
