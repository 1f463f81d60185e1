import type { Budget } from '../../../base/budget.js'
import { readable } from '../../../calculus/index.js'
import {
  add,
  divide,
  evaluate,
  type Expression,
  multiply,
  nodeCount,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
  toLatex,
  toText,
} from '../../../expression/index.js'
import type { Landscape, WrittenFormula } from '../../../geometry/index.js'
import { descentExponent, descentThreshold } from '../../../numeric/index.js'
import type { Condition, Notion } from './contract.js'
import { decayedMinimum, type DecayedMinimum } from './decayed-minima.js'
import { momentumAt } from './from-landscape.js'
import { withMomentum } from './momentum.js'
import { valuesAt } from './places.js'

export interface DecayQuestion {
  readonly rate: Expression
  readonly momentum: Expression | undefined
  readonly decay: Expression
  /** Where the search for minima begins, each of length d. */
  readonly starts: readonly Float64Array[]
  readonly budget: Budget
}

// A longer Hessian has no largest eigenvalue that one could read.
const longest = 120

/**
 * Conditions at minima w of L + (ρ/2)|w|² for w ← w − η(∇L + ρw), with momentum too: 2(1 + β)/(λ + ρ) with λ the largest
 * eigenvalue of ∇²L at w itself. Residuals do not vanish there, so that ∇²L is not given by their Gram matrix: the change
 * of λ from its value on the zero-loss set is of the order ρ, as ρ is.
 */
export function decayConditions(landscape: Landscape, of: DecayQuestion): { conditions: Condition[]; notes: string[] } {
  const minima = minimaFor(landscape, of)
  if (minima.length === 0)
    return { conditions: [], notes: ['no minimum of the loss with weight decay was found: nothing is said about weight decay'] }
  const largest = largestEigenvalue(landscape)
  const named = landscape.model.graph.symbol('lambda_max')
  const found = withMomentum(of.momentum).flatMap((variant): Condition[] => {
    const comparisons = agreement(landscape, variant, largest, minima, of)
    if (comparisons === undefined) return []
    const claim = { form: 'below', bound: boundOf(variant, largest ?? named, of.decay) } as const
    return [{
      notion: notions[variant.notion as keyof typeof notions],
      says: 'stable exactly when',
      kind: largest === undefined ? 'equation' : 'closed form',
      claims: [claim],
      formulas: [written(claim.bound, largest === undefined, of.rate)],
      along: [],
      at: [],
      evidence: { certainty: 'checked', basis: 'the point is a minimum of the loss with weight decay', points: minima.length, comparisons },
    }]
  })
  const isComplete = found.length === withMomentum(of.momentum).length
  return {
    conditions: found,
    notes: [
      ...(isComplete ? [] : ['with weight decay a formula could not be confirmed in floating point and is left out']),
      'with weight decay the slopes of single samples do not vanish at such a minimum: SGD has no fixed point there, and nothing is said of it',
    ],
  }
} // prettier-ignore

/** What conditions with weight decay presuppose. */
export function decayHypothesis(rate: Expression, decay: Expression): string {
  const [plain, eta] = [toText(decay), toText(rate)]
  const rho = plain.includes('/') ? `(${plain})` : plain
  return (
    `with weight decay the point is a strict minimum of L + 1/2*${rho}*norm(w)^2, not a point of the zero-loss set, and the slope in a step is ` +
    `grad L + ${rho}*w; without momentum that is w <- (1 - ${eta}*${rho})*w - ${eta}*grad L. Eigenvalues are those of the Hessian of L at this ` +
    'minimum: unless the residuals are linear, they differ from those on the set by the order of the decay itself'
  )
}

type Variant = ReturnType<typeof withMomentum>[number]

const notions = {
  'gradient descent': 'gradient descent with weight decay',
  'heavy ball': 'heavy ball with weight decay',
  Nesterov: 'Nesterov with weight decay',
} as const satisfies Partial<Record<Notion, Notion>>

function boundOf({ above, below }: Variant, largest: Expression, decay: Expression): Expression {
  // ½(u² + v²) + ρ is half of u² + v² + 2ρ.
  const isMultiple = largest.kind === 'sum' && largest.terms.length === 1
  const times = rational.of(isMultiple ? largest.terms[0]!.coefficient.denominator : 1)
  const curvature = add(scale(times, largest), scale(times, decay))
  return readable(divide(multiply(scale(times, decay.graph.constant(2)), above), multiply(curvature, below)))
}

/** Of ∇²L in the symbols of the model, for up to two parameters. */
function largestEigenvalue({ perSample, symbolic, dimension }: Landscape): Expression | undefined {
  if (dimension > 2 || perSample !== undefined) return undefined
  const { hessian } = symbolic
  if (nodeCount(hessian.flat()) > longest) return undefined
  const [first, second] = [hessian[0]![0]!, hessian[1]?.[1]]
  if (second === undefined) return readable(first)
  const spread = squareRoot(
    readable(add(square(subtract(first, second)), multiply(4, square(hessian[0]![1]!)))),
  )
  return divide(add(readable(add(first, second)), spread), 2)
}

// Weak, so that minima stay close to the set, and strong.
const strengths = [0.01, 0.1, 0.03, 0.3]

function minimaFor(landscape: Landscape, { starts, decay, budget }: DecayQuestion): DecayedMinimum[] {
  const found: DecayedMinimum[] = []
  starts.forEach((start, k) => {
    const strength = decay.kind === 'symbol' ? strengths[k % strengths.length]! : evaluate(decay, new Map())
    const minimum = decayedMinimum(landscape, start, strength, budget)
    const isKnown = (other: DecayedMinimum): boolean =>
      other.decay === strength && other.coordinates.every((x, i) => Math.abs(x - minimum!.coordinates[i]!) < 1e-6)
    if (minimum !== undefined && !found.some(isKnown)) found.push(minimum)
  })
  return found
} // prettier-ignore

/** Relative distance from a threshold at which both sides of it are compared. */
const beside = 1e-6

/** How many learning rates agreed with the linearised step at all minima; nothing where one did not. */
function agreement(
  landscape: Landscape,
  variant: Variant,
  largest: Expression | undefined,
  minima: readonly DecayedMinimum[],
  { momentum, decay }: DecayQuestion,
): number | undefined {
  let comparisons = 0
  for (const [k, { coordinates, decay: weightDecay, curvatures }] of minima.entries()) {
    const beta = momentumAt(momentum, k)
    const kind = variant.notion === 'Nesterov' ? 'nesterov' : variant.notion === 'heavy ball' ? 'heavy ball' : 'none'
    const descent = { momentum: kind, beta, weightDecay } as const
    const values = valuesAt(landscape.model, coordinates)
    if (momentum?.kind === 'symbol') values.set(momentum, beta)
    if (decay.kind === 'symbol') values.set(decay, weightDecay)
    const bound = largest === undefined
      ? descentThreshold(curvatures.at(-1)!, descent)
      : evaluate(boundOf(variant, largest, decay), values)
    for (const factor of [0.01, 0.3, 0.9, 1 - beside, 1 + beside, 1.1, 3]) {
      const isStable = descentExponent(curvatures, factor * bound, descent) < 0
      if (isStable !== factor < 1) return undefined
      comparisons++
    }
  }
  return comparisons
} // prettier-ignore

function written(bound: Expression, isNamed: boolean, rate: Expression): WrittenFormula {
  const [text, latex] = [`${toText(rate)} < ${toText(bound)}`, `${toLatex(rate)} < ${toLatex(bound)}`]
  if (!isNamed) return { text, latex }
  return {
    text: `${text}, lambda_max the largest eigenvalue of the Hessian of L`,
    latex: `${latex.replace('\\mathrm{max}', '\\max')}, \\quad \\lambda_{\\max} \\text{ the largest eigenvalue of } \\nabla^2 L`,
  }
}
