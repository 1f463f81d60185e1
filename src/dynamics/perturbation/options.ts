import { exactLowerRoot } from '../../algebra/index.js'
import { type Expression, type Graph, rational } from '../../expression/index.js'
import type { Model, NoiseLaw } from '../../model/index.js'
import type { Correlation } from './perturbation.js'
import { independent } from './variables.js'

type Rows = readonly (readonly (number | string)[])[]

/** The correlation with this covariance of `size` variables, or a reason why there is none. */
export function correlationOf(
  graph: Graph,
  covariance: Rows | undefined,
  size: number,
): Correlation | string {
  if (covariance === undefined) return independent
  if (covariance.length !== size || covariance.some((row) => row.length !== size))
    return `the covariance must have ${size} rows and columns`
  const rows = covariance.map((row) => row.map((entry) => graph.constant(entry)))
  if (rows.some((row, i) => row.some((entry, j) => entry !== rows[j]![i]!)))
    return 'the covariance is not symmetric'
  const root = exactLowerRoot(rows)
  if (root === 'indefinite') return 'the covariance has a negative eigenvalue'
  return root === 'undecided' ? 'the covariance could not be decided' : { kind: 'mixed', root }
}

/** Places, among the parameters of a model, of what these names stand for; a reason for an unknown one. */
export function placesOf(model: Model, names: readonly string[] | undefined): number[] | string {
  const all = model.parameters.flatMap((parameter) =>
    parameter.symbols.map((symbol) => ({
      parameter: parameter.name,
      entry: symbol.kind === 'symbol' ? symbol.name : '',
    })),
  )
  if (names === undefined) return all.map((_, i) => i)
  const unknown = names.find((name) => !all.some(({ parameter, entry }) => name === parameter || name === entry)) // prettier-ignore
  if (unknown !== undefined) return `${unknown} is not a parameter`
  return all.flatMap(({ parameter, entry }, i) =>
    names.includes(parameter) || names.includes(entry) ? [i] : [],
  )
}

export function isScaled(law: NoiseLaw | undefined): boolean {
  return law !== 'bernoulli'
}

/** Exact constants. */
export function constants(graph: Graph, values: readonly (number | string)[]): Expression[] {
  return values.map((value) => graph.constant(rational.of(value)))
}
