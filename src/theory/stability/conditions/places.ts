import { type Budget, spent } from '../../../base/budget.js'
import { evaluate, type Expression } from '../../../expression/index.js'
import {
  branchPoints,
  type Landscape,
  landscapeOf,
  type ParametrisedBranch,
  polishToSet,
  zeroLossPoint,
} from '../../../geometry/index.js'
import type { Model } from '../../../model/index.js'
import { largestMagnitude, norm, stream } from '../../../numeric/index.js'
import { linearisedFromHessians, linearisedFromRows, type LinearisedStep } from './linearised.js'
import { unlessProblem } from './unless-problem.js'

const wanted = 6
const tries = 24
const branchesUsed = 4

/**
 * Points of the zero-loss set, each of length d: of its branches where it is parametrised, where the named points lead, and
 * where Gauss–Newton leads from random places around these. Points on kinks, and where a derivative is not finite, are
 * left out, and those that `accepts` refuses.
 */
export function pointsOfSet(
  landscape: Landscape,
  known: readonly Float64Array[],
  branches: readonly ParametrisedBranch[],
  budget: Budget,
  accepts: (w: Float64Array) => boolean = () => true,
): Float64Array[] {
  const found: Float64Array[] = []
  const take = (w: Float64Array | undefined): void => {
    if (w === undefined || found.length >= wanted + known.length) return
    if (w.every((x) => Number.isFinite(x) && Math.abs(x) < 1e3) && isUsable(landscape, w) && accepts(w)) found.push(w)
  }
  for (const branch of branches.slice(0, branchesUsed))
    for (const { coordinates } of branchPoints(branch, branches.length > 1 ? 2 : 4)) take(coordinates)
  known.forEach(take)
  for (const named of landscape.model.points)
    if (found.length < wanted && !spent(budget)) take(unlessProblem(() => zeroLossPoint(landscape, named, { budget }).coordinates)) // prettier-ignore
  const random = stream(1, 'points at which stability conditions are checked', 0)
  const seeds = [...found]
  for (let i = 0; i < tries && found.length < wanted && !spent(budget); i++) {
    const centre = seeds.length > 0 ? seeds[i % seeds.length]! : randomStart(landscape.model, random)
    const size = (0.4 * (1 + norm(centre))) / Math.sqrt(centre.length)
    const start = centre.map((x, j) => x + (isConstrained(landscape.model.symbols[j]!) ? 0.1 * Math.abs(x) : size) * random.normal())
    take(unlessProblem(() => polishToSet(landscape, start)?.coordinates))
  }
  return found
} // prettier-ignore

function isConstrained(symbol: Expression): boolean {
  return symbol.kind === 'symbol' && (symbol.assumptions.positive === true || symbol.assumptions.nonzero === true)
} // prettier-ignore

/** Standard normal coordinates, kept to what the model assumes of them. */
export function randomStart({ symbols }: Pick<Model, 'symbols'>, random: { normal(): number }): Float64Array {
  return Float64Array.from(symbols, (symbol) => {
    const x = random.normal()
    return symbol.kind === 'symbol' && symbol.assumptions.positive === true ? Math.abs(x) + 0.1 : x
  })
}

function isUsable(landscape: Landscape, w: Float64Array): boolean {
  return (
    unlessProblem(() => {
      const { symbols } = landscape.model
      const isAllowed = symbols.every((symbol, i) => !(symbol.kind === 'symbol' && symbol.assumptions.positive === true) || w[i]! > 0) // prettier-ignore
      return isAllowed && landscape.hessian(w).data.every(Number.isFinite) && landscape.loss(w) < 1e-18 * (1 + norm(w)) ** 4
    }) ?? false
  )
} // prettier-ignore

/**
 * The linearised step at a point of the set. For a loss that is not a sum of squares the Hessians of the losses of the
 * samples are needed, and no one of these may have a slope: `slopes` where one has, `flat` where the Hessian is 0.
 */
export function linearisedAt(landscape: Landscape, w: Float64Array): LinearisedStep | 'slopes' | 'flat' {
  const { model } = landscape
  const step =
    model.loss.kind === 'squares'
      ? linearisedFromRows(landscape.jacobian(w), rowsPerSample(model))
      : fromSampleLosses(landscape, w)
  if (step === undefined) return 'slopes'
  return step.dimension === 0 || isFlat(landscape, w) ? 'flat' : step
}

/** Relative to the Hessian a tenth of the size of the point away; a point where it vanishes is only found up to rounding. */
const vanishing = 1e-6

export function isFlat(landscape: Landscape, w: Float64Array): boolean {
  const random = stream(1, 'places beside a point of the set', 0)
  const size = (at: Float64Array): number => largestMagnitude(landscape.hessian(at).data)
  const step = (0.1 * (1 + norm(w))) / Math.sqrt(w.length)
  const beside = [1, 2, 3].map(() => unlessProblem(() => size(w.map((x) => x + step * random.normal()))) ?? 0)
  return size(w) <= vanishing * Math.max(...beside.filter(Number.isFinite), 0)
}

/** How many residuals each sample has: without data every residual is a sample. */
export function rowsPerSample({ loss, data }: Model): number {
  return loss.kind === 'squares' && data !== undefined ? loss.residuals.length : 1
}

function fromSampleLosses({ model }: Landscape, w: Float64Array): LinearisedStep | undefined {
  const landscapes = sampleModels(model).map(landscapeOf)
  const size = Math.max(...landscapes.map((each) => each.hessian(w).data.reduce((most, x) => Math.max(most, Math.abs(x)), 0))) // prettier-ignore
  if (landscapes.some((each) => norm(each.gradient(w)) > 1e-8 * (1 + size) * (1 + norm(w)))) return undefined
  return linearisedFromHessians(landscapes.map((each) => each.hessian(w)))
}

/** The model with one of its samples each. */
export function sampleModels(model: Model): Model[] {
  const { data, loss } = model
  if (data === undefined) return [model]
  return data.samples.map((sample) => ({
    ...model,
    data: { ...data, samples: [sample], sampleCount: 1 },
    loss: { ...loss, count: 1 },
  }))
}

/** The values of the model's symbols at a point. */
export function valuesAt({ symbols }: Pick<Model, 'symbols'>, w: Float64Array): Map<Expression, number> {
  return new Map(symbols.map((symbol, i) => [symbol, w[i]!]))
}

/** A named point of the model with zero loss. */
export interface NamedPoint {
  readonly name: string
  /** Length d. */
  readonly coordinates: Float64Array
  readonly values: ReadonlyMap<Expression, Expression>
}

/** The named points with zero loss, as exact values. */
export function exactNamedPoints(landscape: Landscape): NamedPoint[] {
  const { model } = landscape
  return model.points.flatMap(({ name, coordinates }) => {
    const w = Float64Array.from(coordinates, (each) => evaluate(each, new Map()))
    if (!isUsable(landscape, w)) return []
    return [{ name, coordinates: w, values: new Map(model.symbols.map((symbol, i) => [symbol, coordinates[i]!])) }]
  })
} // prettier-ignore
