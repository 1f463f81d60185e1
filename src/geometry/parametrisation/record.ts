import { type Expression, toLatex, toText } from '../../expression/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { quantitiesAlong, type QuantityAlong } from './along.js'
import type { ParametrisedBranch } from './branch.js'
import { localChart } from './chart.js'
import type { Coverage } from './coverage.js'
import type { DomainCondition } from './domain.js'
import { parametrise, type ParametriseOptions } from './parametrise.js'

/** A formula as it is printed. */
export interface WrittenFormula {
  readonly text: string
  readonly latex: string
}

/** Everything known of the zero-loss set in closed form, or of a chart of it, as plain data. */
export interface ParametrisationRecord {
  readonly kind: 'explicit' | 'chart' | 'none'
  /** Empty unless `explicit`. */
  readonly branches: readonly BranchRecord[]
  readonly coverage: CoverageRecord | undefined
  readonly chart: ChartRecord | undefined
  /** Why something is missing; sentences without a full stop. */
  readonly notes: readonly string[]
}

export interface BranchRecord {
  readonly free: readonly WrittenFormula[]
  readonly dimension: number
  /** In the order of the model's symbols. */
  readonly coordinates: readonly { readonly parameter: WrittenFormula; readonly value: WrittenFormula }[]
  readonly domain: readonly WrittenFormula[]
  /** Where the coordinates can be differentiated, when that is less than the domain. */
  readonly smooth: readonly WrittenFormula[] | undefined
  /** Whether it contains the point asked for; nothing without one. */
  readonly containsPoint: boolean | undefined
  readonly certificate: string
  readonly quantities: readonly QuantityRecord[]
  readonly notes: readonly string[]
}

export interface QuantityRecord {
  readonly name: string
  readonly formula: WrittenFormula
  /** Where it is defined beyond the domain of the branch. */
  readonly domain: readonly WrittenFormula[]
  readonly gradient: readonly WrittenFormula[] | undefined
  readonly critical: readonly CriticalPointRecord[]
  readonly criticalComplete: boolean
  readonly criticalNote: string | undefined
  readonly pointsCompared: number
  readonly worstDifference: number
}

export interface CriticalPointRecord {
  readonly parameters: readonly WrittenFormula[]
  readonly value: WrittenFormula
  readonly kind: 'minimum' | 'maximum' | 'saddle' | undefined
  /** Whether it is a point or a family in parameters that stay free. */
  readonly isFamily: boolean
}

export interface CoverageRecord {
  readonly outcome: Coverage['outcome']
  readonly text: string
  readonly missing: readonly {
    readonly condition: WrittenFormula
    readonly example: readonly WrittenFormula[] | undefined
  }[]
}

export interface ChartRecord {
  readonly centre: readonly number[]
  readonly dimension: number
  readonly radius: number
  readonly directions: number
}

// The branches of one set mostly differ by signs: the quantities of the first few tell.
const branchesDescribed = 4

/**
 * An explicit parametrisation with quantities along it, or, where there is none through the point given, a local chart at
 * that point; for printing.
 */
export async function describeSet(
  landscape: Landscape,
  options: ParametriseOptions = {},
): Promise<ParametrisationRecord> {
  const found = await parametrise(landscape, options)
  const notes: string[] = found.refusals.map((reason) => `a proposal was refused: ${reason}`)
  const point = options.through
  if (found.kind === 'none') {
    notes.unshift(found.reason)
    const chart = point && chartRecord(landscape, point, notes)
    return { kind: chart ? 'chart' : 'none', branches: [], coverage: undefined, chart, notes }
  }
  const isElsewhere = point !== undefined && found.through === undefined
  if (isElsewhere) notes.push('the point asked for is on none of the branches')
  const branches: BranchRecord[] = []
  for (const branch of found.branches.slice(0, branchesDescribed)) {
    const { quantities, notes: missing } = await quantitiesAlong(landscape, branch, options)
    const containsPoint = point && branch === found.through
    branches.push(branchRecord(landscape, branch, containsPoint, quantities, missing))
  }
  const left = found.branches.length - branches.length
  if (left > 0) notes.push(`${left} more branches are not shown`)
  const chart = isElsewhere ? chartRecord(landscape, point, notes) : undefined
  return { kind: 'explicit', branches, coverage: coverageRecord(found.coverage), chart, notes }
}

const written = (e: Expression): WrittenFormula => ({ text: toText(e), latex: toLatex(e) })

function branchRecord(
  { model }: Landscape,
  { free, coordinates, domain, smooth, certificate }: ParametrisedBranch,
  containsPoint: boolean | undefined,
  quantities: readonly QuantityAlong[],
  notes: readonly string[],
): BranchRecord {
  const { residualsProved, pointsChecked } = certificate
  const [inside, differentiable] = [domain.map(writtenCondition), smooth.map(writtenCondition)]
  const differs = differentiable.map(({ text }) => text).join() !== inside.map(({ text }) => text).join()
  return {
    free: free.map(written),
    dimension: free.length,
    coordinates: model.symbols.map((symbol, i) => ({
      parameter: written(symbol),
      value: written(coordinates[i]!),
    })),
    domain: inside,
    smooth: differs ? differentiable : undefined,
    containsPoint,
    certificate: `${residualsProved} ${residualsProved === 1 ? 'equation' : 'equations'} proved exactly, ${pointsChecked} points checked`,
    quantities: quantities.map(quantityRecord),
    notes,
  }
}

function quantityRecord(quantity: QuantityAlong): QuantityRecord {
  const { critical, comparison } = quantity
  return {
    name: quantity.name,
    formula: written(quantity.expression),
    domain: quantity.domain.map(writtenCondition),
    gradient: quantity.gradient?.map(written),
    critical: critical.points.map(({ parameters, free, value, kind }) => ({
      parameters: parameters.map(written),
      value: written(value),
      kind,
      isFamily: free.length > 0,
    })),
    criticalComplete: critical.complete,
    criticalNote: critical.note,
    pointsCompared: comparison.points,
    worstDifference: comparison.worst,
  }
}

/** A condition as a formula: `u ≠ 0`, `1 - x^2 ≥ 0`. */
export function writtenCondition({ kind, expression }: DomainCondition): WrittenFormula {
  const text = toText(expression)
  const latex = toLatex(expression)
  switch (kind) {
    case 'nonzero':
      return { text: `${text} ≠ 0`, latex: `${latex} \\neq 0` }
    case 'nonnegative':
      return { text: `${text} ≥ 0`, latex: `${latex} \\geq 0` }
    case 'positive':
      return { text: `${text} > 0`, latex: `${latex} > 0` }
    case 'inside':
      return { text: `${text} is defined`, latex: `${latex} \\text{ is defined}` }
  }
}

function coverageRecord({ outcome, missing, undecided, elsewhere }: Coverage): CoverageRecord {
  const list = (es: readonly Expression[]): string => es.map((e) => `${toText(e)} = 0`).join(', ')
  const sentences = [
    outcome === 'all' ? 'all of the zero-loss set' : 'a part of the zero-loss set',
    missing.length > 0 ? `not its points with ${list(missing.map(({ vanishing }) => vanishing))}` : '',
    undecided.length > 0 ? `there may be further points with ${list(undecided)}` : '',
    elsewhere ? 'there may be further branches' : '',
  ]
  return {
    outcome,
    text: sentences.filter((sentence) => sentence !== '').join('; '),
    missing: missing.map(({ vanishing, example }) => ({
      condition: { text: `${toText(vanishing)} = 0`, latex: `${toLatex(vanishing)} = 0` },
      example: example?.map(written),
    })),
  }
}

function chartRecord(landscape: Landscape, point: ZeroLossPoint, notes: string[]): ChartRecord | undefined {
  const chart = localChart(landscape, point)
  if (chart === undefined) {
    notes.push(
      point.dimension === 0
        ? 'the point is isolated: there is nothing to parametrise'
        : point.rank.clear
          ? 'no chart was found at the point'
          : 'the rank at the point is not clear, so that the set may not be a graph there',
    )
    return undefined
  }
  const { centre, tangent, radius, directions } = chart
  return { centre: Array.from(centre), dimension: tangent.columns, radius, directions }
}
