import { spent, unlimited, within } from '../../base/budget.js'
import { gradient } from '../../calculus/index.js'
import { evaluate, type Expression, isKnownNonnegative, substitute, toText } from '../../expression/index.js'
import { symmetricEigen, trace } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { branchPoints, type ParametrisedBranch } from './branch.js'
import { type CriticalPoints, criticalPoints } from './critical.js'
import { domainOf, type DomainCondition, simplified } from './domain.js'
import type { ParametriseOptions } from './parametrise.js'
import { lengthOf, simplest } from './simplest.js'
import { spectrumAlong } from './spectrum.js'

/** A quantity along a branch in closed form. */
export interface QuantityAlong {
  readonly name:
    'trace of the Hessian' | 'sharpness' | 'log pseudo-determinant of the Hessian' | (string & {})
  /** In the branch's free symbols. */
  readonly expression: Expression
  /** Where it is defined, beyond the domain of the branch. */
  readonly domain: readonly DomainCondition[]
  /** Its partial derivatives in the free symbols, in their order; nothing when they are too long. */
  readonly gradient: readonly Expression[] | undefined
  readonly critical: CriticalPoints
  readonly comparison: Comparison
}

/** Agreement with the same quantity computed in floating point from the model's derivatives. */
export interface Comparison {
  readonly points: number
  /** The largest |difference| / (1 + |value|). */
  readonly worst: number
}

export interface QuantitiesAlong {
  readonly quantities: readonly QuantityAlong[]
  /** What is missing and why. */
  readonly notes: readonly string[]
}

const patience = 10_000
const pointsCompared = 24
const tolerance = 1e-8
const longest = 1500

/** An expression in the model's parameters along a branch, in its free symbols. Throws `undefined-value`. */
export function expressionAlong(
  { model }: Landscape,
  { coordinates }: ParametrisedBranch,
  e: Expression,
): Expression {
  return simplest(substitute(e, new Map(model.symbols.map((symbol, i) => [symbol, coordinates[i]!]))))
}

/**
 * tr ∇²L, the sharpness and log pdet ∇²L along a branch, as far as they have a closed form, with gradients and critical
 * points. Each is compared with the model's own derivatives at points of the domain, and left out where it does not agree.
 */
export async function quantitiesAlong(
  landscape: Landscape,
  branch: ParametrisedBranch,
  options: Omit<ParametriseOptions, 'through'> = {},
): Promise<QuantitiesAlong> {
  const budget = within(options.budget ?? unlimited, patience)
  const notes: string[] = []
  const spectrum = spectrumAlong(landscape, branch)
  if (spectrum === undefined) return { quantities: [], notes: ['the Hessian is too large for closed forms'] }
  const { rank, sharpness, pseudoDeterminant } = spectrum
  const codimension = landscape.dimension - branch.free.length
  const isDegenerate = rank !== undefined && rank < codimension
  if (isDegenerate)
    notes.push(
      `the Hessian has rank ${rank} along the branch, less than the ${codimension} directions across it: it is not a clean minimum`,
    )
  const quantities: QuantityAlong[] = []
  const describe = async (
    name: QuantityAlong['name'],
    expression: Expression | undefined,
    numerical: (w: Float64Array) => number,
    where: readonly DomainCondition[] = [],
  ): Promise<void> => {
    if (expression === undefined) return void notes.push(`${name}: no closed form`)
    if (lengthOf(expression) > longest) return void notes.push(`${name}: the closed form is too long`)
    if (spent(budget)) return void notes.push(`${name}: no time left`)
    const quantity = await quantityAlong(landscape, branch, name, expression, numerical, {
      ...options,
      budget,
      where,
    })
    if (quantity === undefined)
      notes.push(`${name}: the closed form does not agree with the model and is left out`)
    else quantities.push(quantity)
    const signs = where.length === 0 ? [] : (quantity?.domain ?? []).flatMap(({ kind, expression: e }) => (kind === 'positive' ? [`${toText(e)} > 0`] : [])) // prettier-ignore
    if (signs.length > 0)
      notes.push(`${name}: where ${signs.join(' and ')}; elsewhere on the branch the loss has no minimum`)
  }
  const eigenvalues = (w: Float64Array): Float64Array => symmetricEigen(landscape.hessian(w)).values
  await describe('trace of the Hessian', spectrum.trace, (w) => trace(landscape.hessian(w)))
  // Along a kernel the largest eigenvalue is 0 where the only other one is negative: there the points are no minima.
  const isOpen = landscape.model.loss.kind !== 'squares' && rank === 1 && !isKnownNonnegative(spectrum.trace)
  const where = isOpen ? [{ kind: 'positive', expression: spectrum.trace } as const] : []
  await describe('sharpness', sharpness, (w) => eigenvalues(w).at(-1)!, where)
  const logarithm = pseudoDeterminant && logOf(pseudoDeterminant)
  if (rank === 0) return { quantities, notes }
  await describe('log pseudo-determinant of the Hessian', logarithm, (w) =>
    eigenvalues(w)
      .slice(-rank!)
      .reduce((sum, value) => sum + Math.log(value), 0),
  )
  return { quantities, notes }
}

const logOf = (e: Expression): Expression => e.graph.call('log', [e])

export interface QuantityOptions extends Omit<ParametriseOptions, 'through'> {
  /** Where the expression is the quantity, beyond the domain of the branch. */
  readonly where?: readonly DomainCondition[]
}

/** One quantity with all that is said of it; nothing when it disagrees with `numerical`, its value at a point of the set. */
export async function quantityAlong(
  { model }: Landscape,
  branch: ParametrisedBranch,
  name: string,
  expression: Expression,
  numerical: (w: Float64Array) => number,
  { budget, proposer, where = [] }: QuantityOptions = {},
): Promise<QuantityAlong | undefined> {
  const inside = { ...branch, domain: [...branch.domain, ...where] }
  const comparison = compare(inside, expression, numerical)
  if (comparison.points === 0 || !(comparison.worst <= tolerance)) return undefined
  const own = [...where, ...(domainOf([expression]) ?? [])]
  const domain = (simplified([...branch.domain, ...own]) ?? own).filter(
    (condition) =>
      !branch.domain.some((o) => o.kind === condition.kind && o.expression === condition.expression),
  )
  // The critical points of log f are those of f, of which the gradient is simpler.
  const inner = expression.kind === 'call' && expression.fn.name === 'log' ? expression.args[0]! : expression
  const found = await criticalPoints(inner, branch.free, [...branch.smooth, ...domain], {
    proposer,
    ...(budget && { budget }),
  })
  const points =
    inner === expression
      ? found.points
      : found.points.map((point) => ({ ...point, value: logOf(point.value) }))
  const hasEdge = branch.smooth.length !== branch.domain.length || branch.smooth.some(({ kind }, i) => kind !== branch.domain[i]!.kind) // prettier-ignore
  const edge = hasEdge
    ? 'the edge of the branch, where its coordinates have no derivative, was not searched'
    : ''
  const note = [found.note ?? '', edge].filter((part) => part !== '').join('; ')
  const critical = { ...found, points, note: note === '' ? undefined : note }
  const slopes = gradient(expression, branch.free).map((slope) => (lengthOf(slope) > longest ? slope : simplest(slope))) // prettier-ignore
  return {
    name,
    expression,
    domain,
    gradient: slopes.some((slope) => lengthOf(slope) > longest) ? undefined : slopes,
    critical,
    comparison,
  }

  function compare(
    { free, coordinates, domain: inside }: ParametrisedBranch,
    e: Expression,
    value: (w: Float64Array) => number,
  ): Comparison {
    const points = branchPoints({ free, coordinates, domain: inside }, pointsCompared).filter(
      ({ coordinates: w }) => w.length === model.symbols.length,
    )
    const differences = points.map(({ free: values, coordinates: w }) => {
      const expected = value(w)
      return Math.abs(evaluate(e, values) - expected) / (1 + Math.abs(expected))
    })
    return { points: points.length, worst: differences.reduce((most, x) => (x <= most ? most : x), 0) }
  }
}
