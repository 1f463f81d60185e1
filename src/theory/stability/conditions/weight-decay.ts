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
import { decayedMinimum, type DecayedMinimum, type NoMinimum } from './decayed-minima.js'
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
export function decayConditions(landscape: Landscape, of: DecayQuestion): { conditions: Condition[]; notes: string[]; areStrict: boolean } {
  const { minima, others } = minimaFor(landscape, of)
  if (minima.length === 0) return { conditions: [], notes: [`no minimum of the loss with weight decay was found: ${reasonFor(others)}`], areStrict: true }
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
      at: largest === undefined && of.decay.kind !== 'symbol' ? atMinima(variant, minima, of) : [],
      evidence: { certainty: 'checked', basis: 'the point is a minimum of the loss with weight decay', points: minima.length, comparisons },
    }]
  })
  const isComplete = found.length === withMomentum(of.momentum).length
  return {
    conditions: found,
    areStrict: minima.every(({ freedom }) => freedom === 0),
    notes: [
      ...(isComplete ? [] : ['with weight decay a formula could not be confirmed in floating point and is left out']),
      'with weight decay the slopes of single samples do not vanish at such a minimum: SGD has no fixed point there, and nothing is said of it',
    ],
  }
} // prettier-ignore

const reasons: Record<NoMinimum, string> = {
  'no rest': 'did not come to rest',
  saddle: 'ended at a saddle',
  singular:
    'ended where the Hessian with weight decay is singular and the points around are no minima of the same kind',
}

function reasonFor(others: readonly NoMinimum[]): string {
  const seen = (Object.keys(reasons) as NoMinimum[]).filter((each) => others.includes(each))
  return seen.map((each) => `searches ${reasons[each]}`).join(', ') || 'there was no time to search for one'
}

/** What conditions with weight decay presuppose, of strict minima and of sets of them. */
export function decayHypothesis(rate: Expression, decay: Expression, areStrict: boolean): string {
  const [plain, eta] = [toText(decay), toText(rate)]
  const rho = plain.includes('/') ? `(${plain})` : plain
  const kind = areStrict ? 'a strict minimum' : 'a minimum'
  const set = areStrict
    ? ''
    : '. Minima are not isolated where the loss has a symmetry: the eigenvalue of the Hessian of L along the set of minima is ' +
      `-${rho}, no other one is, and stable means that displacements across this set shrink`
  return (
    `with weight decay the point is ${kind} of L + 1/2*${rho}*norm(w)^2, not a point of the zero-loss set, and the slope in a step is ` +
    `grad L + ${rho}*w; without momentum that is w <- (1 - ${eta}*${rho})*w - ${eta}*grad L. Eigenvalues are those of the Hessian of L at this ` +
    `minimum: unless the residuals are linear, they differ from those on the set by the order of the decay itself${set}`
  )
}

/** The threshold in numbers, where it is the same at all minima that were found. */
function atMinima(variant: Variant, minima: readonly DecayedMinimum[], { rate, momentum, decay }: DecayQuestion): Condition['at'] {
  const largest = minima.map(({ curvatures }) => curvatures.at(-1)!)
  const [least, most] = [Math.min(...largest), Math.max(...largest)]
  if (most - least > 1e-7 * most || momentum?.kind === 'symbol') return []
  const named = decay.graph.symbol('lambda_max')
  const bound = evaluate(boundOf(variant, named, decay), new Map([[named, most]])).toPrecision(6)
  return [{
    point: 'the minima found',
    formula: { text: `${toText(rate)} < ${bound} (rounded)`, latex: `${toLatex(rate)} < ${bound}\\quad\\text{(rounded)}` },
  }]
} // prettier-ignore

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

function minimaFor(landscape: Landscape, { starts, decay, budget }: DecayQuestion): { minima: DecayedMinimum[]; others: NoMinimum[] } {
  const minima: DecayedMinimum[] = []
  const others: NoMinimum[] = []
  starts.forEach((start, k) => {
    const strength = decay.kind === 'symbol' ? strengths[k % strengths.length]! : evaluate(decay, new Map())
    const found = decayedMinimum(landscape, start, strength, budget)
    if (typeof found === 'string') return void others.push(found)
    const isKnown = (other: DecayedMinimum): boolean =>
      other.decay === strength && other.coordinates.every((x, i) => Math.abs(x - found.coordinates[i]!) < 1e-6)
    if (!minima.some(isKnown)) minima.push(found)
  })
  return { minima, others }
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
