import { type Budget, within } from '../../../base/budget.js'
import { probabilitiesText } from '../../../dynamics/index.js'
import { evaluate, type Expression, rational, scale, substitute } from '../../../expression/index.js'
import { type Landscape, landscapeOf, parametrise, type ParametrisedBranch } from '../../../geometry/index.js'
import { type BatchLaw, copiesOf, exactLaw } from './batch-law.js'
import type { Meanings } from './bounds.js'
import type { Place } from './check.js'
import type { NamedQuantity, StabilityConditions } from './contract.js'
import { finished } from './finish.js'
import { type Gram, gramOf, sampleCurvatures } from './gram.js'
import { gramOfEntries } from './matrix-check.js'
import { fallsBeside, minimalRegion } from './minimal-region.js'
import type { Naming } from './names.js'
import { onSet, type OnSet } from './on-set.js'
import type { ConditionOptions } from './options.js'
import { exactNamedPoints, linearisedAt, pointsOfSet, sampleModels, valuesAt } from './places.js'
import { unlessProblem } from './unless-problem.js'
import { exponentsAtProjections } from './projection.js'
import { type Settled, settled } from './settle.js'
import { type Structure, structureOf } from './structure.js'
import { draftsOf, entriesOf } from './written-out.js'
import { writtenEntry } from './write.js'

/** What remains to be said when there are no conditions. */
export type Findings = Pick<
  StabilityConditions,
  'gram' | 'definitions' | 'conditions' | 'exponents' | 'hypotheses' | 'notes' | 'cutShort'
>

export interface Symbols {
  readonly rate: Expression
  readonly momentum: Expression | undefined
  readonly naming: Naming
}

const noMinimum = 'that is no minimum, and gradient descent leaves it at every learning rate'

// Parametrising takes most of the time; the formulas do not depend on it.
const patience = 2000

const nothing = (...notes: string[]): Findings => ({
  gram: [], definitions: [], conditions: [], exponents: [], hypotheses: [], notes, cutShort: false,
}) // prettier-ignore

/** Conditions with the data of the model written in, for all points of its zero-loss set. */
export async function conditionsFromLandscape(
  landscape: Landscape,
  law: BatchLaw,
  { rate, momentum, naming }: Symbols,
  options: ConditionOptions & { readonly budget: Budget },
): Promise<Findings> {
  const { model } = landscape
  const { budget } = options
  const branches = await branchesOf(landscape, within(budget, patience), options)
  const known = options.point === undefined ? [] : [options.point.coordinates]
  const falls = fallsBeside(landscape, law)
  const falling: Float64Array[] = []
  const accepts = (w: Float64Array): boolean => !falls(w) || (falling.push(w), false)
  const points = pointsOfSet(landscape, known, branches, within(budget, patience), accepts)
  if (points.length === 0 && falling.length > 0) return nothing(`the Hessian has a negative eigenvalue at the points of the set that were found: ${noMinimum}`)
  if (points.length === 0) return nothing('no point of the zero-loss set was found: there is nothing to settle at')
  const steps = points.map((w) => unlessProblem(() => linearisedAt(landscape, w)))
  const found = points.flatMap((w, i) => {
    const step = steps[i]
    return step === undefined || step === 'slopes' || step === 'flat' ? [] : [{ w, step }]
  })
  if (found.length === 0)
    return nothing(
      steps.includes('slopes')
        ? 'the losses of single samples have slopes on the set: its points do not stay where they are under minibatches'
        : 'the Hessian has rank 0 at all points of the set that were found: every learning rate is neutral to first order, and what happens near the set depends on higher derivatives',
    )
  const rank = Math.max(...found.map(({ step }) => step.dimension))
  // Elsewhere the set has another dimension.
  const generic = found.filter(({ step }) => step.dimension === rank)
  const set = onSet(landscape, generic.map(({ w }) => w), branches)
  const written = model.loss.kind === 'squares' ? gramOf(landscape, set) : curvatureGram(landscape, set, rank, branches)
  if (typeof written === 'string') return nothing(written)
  if (written === undefined) return nothing('the Gram matrix is too large to be written out; leave the data as symbols')
  const names = entryNames(written, naming)
  const meanings: Meanings = names.meanings
  const structure = structureOf({ ...written, entries: names.entries }, generic.map(({ step }) => step), meaningful(set, meanings))
  const described = model.loss.kind === 'squares' ? structure : ofSampleLosses(structure, landscape, set)
  const drafts = draftsOf({ structure: described, meanings, law, rate, momentum, set })
  const places = generic.map(({ w, step }, k): Place => {
    const values = valuesAt(model, w)
    for (const [name, value] of meanings) values.set(name, evaluate(value, values))
    return { values: withMomentumValue(values, momentum, k), step, law, momentum: momentumAt(momentum, k) }
  })
  const { kept, notes, cutShort } = settled(drafts, {
    places, rate, gramAt: gramOfEntries(written.entries), rowsPerSample: written.rowsPerSample, budget,
  })
  const words = { rate, size: exactLaw(law, model.graph).size, replacement: law.replacement, isWeighted: law.probabilities !== undefined, isBlocked: written.rowsPerSample > 1, momentum, count: exactLaw(law, model.graph).count }
  const named = exactNamedPoints(landscape)
  const left = named.filter(({ coordinates }) => falls(coordinates))
  const region = falling.length + left.length === 0 ? [] : [regionOf(landscape, written, law, generic.map(({ w }) => w), [...falling, ...left.map(({ coordinates }) => coordinates)])]
  const definitions: NamedQuantity[] = [...meanings].map(([symbol, value]) => ({ symbol, formula: writtenEntry(symbol, value) }))
  return {
    gram: definitions.map(({ formula }) => formula),
    definitions,
    conditions: kept.map((each) => finished(each, words, { landscape, branches, named: named.filter((each) => !left.includes(each)), budget: within(budget, patience) })),
    exponents: projectionsOf(structure, meanings, law, rate, places),
    hypotheses: [
      branches.length > 0 && described.certainty === 'proved' && model.loss.kind === 'general'
        ? 'the point is on the zero-loss set'
        : 'the point is on the zero-loss set: every residual vanishes there',
      ...region,
      ...sampled(law, written.rowsPerSample),
      `the normal space has dimension ${rank} there, as at the ${generic.length} points compared`,
      ...shared,
    ],
    notes: [...notes, ...left.map(({ name }) => `at ${name} the Hessian has a negative eigenvalue: ${noMinimum}`), ...fragile(kept)],
    cutShort,
  }
} // prettier-ignore

/** Closed forms at single learning rates, for two samples one at a time. */
function projectionsOf({ components }: Structure, meanings: Meanings, law: BatchLaw, rate: Expression, places: readonly Place[]) {
  const [only] = components
  const isPair = components.length === 1 && only!.samples.length === 2 && only!.gram.length === 2 && only!.rank === 2
  return isPair && law.size === 1 && law.count === 2 ? exponentsAtProjections(entriesOf(only!, meanings), rate, places, law.probabilities) : []
} // prettier-ignore

function fragile(kept: readonly Settled[]): string[] {
  const isFragile = kept.some(({ draft }) => draft.claims.some((claim) => claim.form === 'windows' && claim.ends.length > 1))
  return isFragile
    ? ['the windows beyond the first need exactly parallel gradients: a perturbation that turns one of them can close these']
    : []
} // prettier-ignore

/** Of which part of the set the conditions are, where its points are not all minima. */
function regionOf(landscape: Landscape, { entries }: Gram, law: BatchLaw, minima: readonly Float64Array[], others: readonly Float64Array[]): string {
  const copies = copiesOf(law)
  const curvature = landscape.model.graph.sum(entries.map((row, i) => scale(copies[i]!, row[i]!)))
  const where = minimalRegion(landscape, curvature, minima, others)
  const condition = where === undefined ? '' : `: ${where}`
  return `the loss is minimal at the point${condition}; elsewhere on the set its Hessian has a negative eigenvalue, and gradient descent leaves the set at every learning rate`
} // prettier-ignore

/** How samples are drawn, where they are not equally likely, and what gradient descent beside that is. */
function sampled({ probabilities }: BatchLaw, rowsPerSample: number): string[] {
  if (probabilities === undefined) return []
  const rows = rowsPerSample > 1 ? '; in diag(p) every residual has that of its sample' : ''
  return [
    `sample i is drawn with probability p_i, p = (${probabilitiesText(probabilities)})${rows}`,
    'gradient descent is that on sum_i p_i*l_i, the loss that the steps descend on average',
  ]
} // prettier-ignore

/** What every condition presupposes. */
export const shared = [
  'the loss is twice differentiable near the point',
  'stable means that displacements across the set shrink under the linearised step; equality is not decided',
  'almost surely: the Lyapunov exponent of random products of linearised steps is negative',
]

export const momentumAt = (momentum: Expression | undefined, k: number): number =>
  momentum === undefined
    ? 0
    : momentum.kind === 'symbol'
      ? [0.9, 0.35, 0.6, 0.15][k % 4]!
      : evaluate(momentum, new Map())

export function withMomentumValue(values: Map<Expression, number>, momentum: Expression | undefined, k: number): Map<Expression, number> {
  return momentum?.kind === 'symbol' ? values.set(momentum, momentumAt(momentum, k)) : values
} // prettier-ignore

/** That no sample loss has a slope on the set is proved by their gradients. */
function ofSampleLosses(structure: Structure, { model }: Landscape, set: OnSet): Structure {
  const slopes = sampleModels(model).flatMap((each) => landscapeOf(each).symbolic.gradient)
  const isProved = slopes.every(set.isProved)
  const basis = 'the normal space has dimension one and no sample loss has a slope on the set'
  return { ...structure, basis, certainty: isProved ? structure.certainty : 'checked' }
}

async function branchesOf(landscape: Landscape, budget: Budget, { point, proposer }: ConditionOptions): Promise<readonly ParametrisedBranch[]> {
  const found = await parametrise(landscape, { budget, proposer, through: point })
  if (found.kind === 'none') return []
  return found.through === undefined ? found.branches : [found.through, ...found.branches.filter((each) => each !== found.through)]
} // prettier-ignore

/**
 * For a general loss on a set of codimension one: ∇²ℓᵢ has no direction but the normal one, so that its trace is all there
 * is. They stand on the diagonal of a K of rank one, of which nothing else is used. What is missing, as a sentence.
 */
function curvatureGram(landscape: Landscape, set: OnSet, rank: number, branches: readonly ParametrisedBranch[]): Gram | string {
  if (rank > 1) return 'the loss is not a sum of squares and the normal space has more than one dimension: no formulas'
  const traces = sampleCurvatures(landscape, set)
  if (traces === undefined) return 'the Hessian is too large to be written out'
  const isHypersurface = branches.length > 0 && branches.every(({ free }) => free.length === landscape.dimension - 1)
  const entries = traces.map((a, i) =>
    traces.map((b, j) => (i === j ? a : isHypersurface ? a.graph.power(a.graph.product([a, b]), rational.half) : a.graph.zero)),
  )
  return { entries, samples: traces.length, rowsPerSample: 1 }
} // prettier-ignore

/** Names K[i,j] for the entries that are not constant, one for each different pair. */
function entryNames({ entries }: Gram, naming: Naming): { entries: Expression[][]; meanings: Map<Expression, Expression> } {
  const meanings = new Map<Expression, Expression>()
  const stem = naming.fresh(['K', 'Gram', 'Theta'])
  const letter = stem.kind === 'symbol' ? stem.name : 'K'
  const named: Expression[][] = entries.map(() => [])
  entries.forEach((row, i) =>
    row.forEach((value, j) => {
      if (j < i) return void (named[i]![j] = named[j]![i]!)
      if (value.kind === 'constant') return void (named[i]![j] = value)
      const symbol = value.graph.symbol(`${letter}[${i + 1},${j + 1}]`)
      meanings.set(symbol, value)
      named[i]![j] = symbol
    }),
  )
  return { entries: named, meanings }
} // prettier-ignore

/** The same questions for expressions in the names of the entries. */
function meaningful(set: OnSet, meanings: Meanings): OnSet {
  const whole = (e: Expression): Expression => substitute(e, meanings)
  return { seemsZero: (e) => set.seemsZero(whole(e)), isProved: (e) => set.isProved(whole(e)), settled: set.settled }
} // prettier-ignore
