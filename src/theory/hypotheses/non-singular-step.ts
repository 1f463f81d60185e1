import { exactDeterminant } from '../../algebra/index.js'
import { ProblemError } from '../../base/problem.js'
import { isZero } from '../../calculus/index.js'
import {
  constantValue,
  type Expression,
  isAnalytic,
  multiply,
  orderNodes,
  subtract,
  substituteAll,
} from '../../expression/index.js'
import { isCertainlyRegular } from '../../geometry/index.js'
import type { Finding, Hypothesis, Situation } from '../contract.js'
import { decimal } from '../decimal.js'

/**
 * Preimages of null sets under the gradient-descent map are null sets. For an analytic loss it is enough that
 * det(I − η∇²L) is not identically zero: one point is a certificate (Crăciun & Ghoshdastidar, arXiv 2510.24466,
 * Lemma 10 and Proposition 11, which also covers losses that are analytic in pieces).
 */
export const nonSingularStep: Hypothesis = {
  id: 'non-singular-step',
  statement:
    'The gradient-descent map is non-singular: $\\det(I - \\eta\\nabla^2 L)$ does not vanish identically.',
  check(situation) {
    const { landscape, inputs } = situation
    const forms = landscape.perSample ?? landscape.symbolic
    const formulas = forms.residuals ?? [forms.loss]
    if (hasJumps(formulas))
      return { state: 'unknown', evidence: 'the formula has functions that jump, for which nothing is known' }
    if (!isAnalytic(formulas))
      return {
        state: 'checked',
        evidence:
          'the loss is analytic in pieces, with determinant 1 at $\\eta = 0$ on each: it vanishes identically on one ' +
          'of them for at most countably many learning rates',
      }
    if (inputs.learningRate === undefined)
      return {
        state: 'proved',
        evidence:
          'the loss is analytic and the determinant is 1 at $\\eta = 0$: it vanishes identically for at most ' +
          'countably many learning rates',
      }
    return certificate(situation, inputs.learningRate.exact)
  },
}

function hasJumps(formulas: readonly Expression[]): boolean {
  return orderNodes(formulas).some((node) => node.kind === 'call' && node.fn.smoothness === 'jump')
}

// Small integers first: there a polynomial loss has an exact rational determinant.
function certificate({ model, landscape, inputs }: Situation, learningRate: Expression): Finding {
  const { graph, symbols } = model
  for (const [name, place] of [
    ['the origin', () => 0],
    ['the point of all ones', () => 1],
    ['a point of small integers', (i: number) => ((i * 7 + 3) % 5) - 2],
  ] as const) {
    if (symbols.length > 12 || landscape.perSample !== undefined) break
    const replacements = new Map(symbols.map((symbol, i) => [symbol, graph.constant(place(i))]))
    const step = exactly(() =>
      landscape.symbolic.hessian.map((row, i) =>
        substituteAll(row, replacements).map((entry, j) =>
          subtract(graph.constant(i === j ? 1 : 0), multiply(learningRate, entry)),
        ),
      ),
    )
    const found = step && regularity(step)
    if (found !== undefined)
      return { state: 'proved', evidence: `the loss is analytic and ${found} at ${name}` }
  }
  return {
    state: 'checked',
    evidence:
      'the loss is analytic; the determinant was not evaluated exactly, and it vanishes identically for at most ' +
      `countably many learning rates (here ${inputs.learningRate?.value ?? ''})`,
  }
}

// Elimination among constants such as tanh(1/3) can take minutes; intervals decide at once, and leave only what is nearly 0.
function regularity(step: readonly (readonly Expression[])[]): string | undefined {
  if (!step.flat().every((entry) => constantValue(entry) !== undefined))
    return isCertainlyRegular(step) ? '$I - \\eta\\nabla^2 L$ is regular, by interval arithmetic,' : undefined
  const determinant = exactDeterminant(step)
  const zero = determinant && isZero(determinant)
  return zero?.outcome === 'refuted' ? `the determinant is ${decimal(zero.value, 6)}, not zero,` : undefined
}

function exactly<T>(compute: () => T | undefined): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
