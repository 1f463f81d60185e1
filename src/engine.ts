/**
 * The expression engine on its own: exact expressions, derivatives, zero tests, compiled kernels. Runs wherever JavaScript
 * runs, in a page under a strict content policy as well; docs/engine.md shows how it is used.
 */
import { failure } from './base/wording.js'
import {
  checkDeclared,
  type Assumptions,
  type Expression,
  formulaText,
  type Graph,
  isScalar,
  parseFormula,
  shapeName,
  type Value,
  substitute as substituted,
} from './expression/index.js'

export type { Host } from './base/host.js'
export { type Problem, type ProblemCode, ProblemError, type Span } from './base/problem.js'
export {
  add,
  type Assumptions,
  createGraph,
  divide,
  evaluate,
  evaluateAll,
  expand,
  type Expression,
  freeSymbols,
  type Graph,
  type Kink,
  kinksAt,
  kinksOf,
  alignedSums,
  multiply,
  type NamedPart,
  namedParts,
  negate,
  nodeCount,
  power,
  type Rational,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
  toLatex,
  toLatexLines,
  toText,
} from './expression/index.js'
export {
  contractedMixedDerivatives,
  contractFourth,
  contractFourthTwice,
  contractSecond,
  contractThird,
  derivativeAlong,
  directional,
  gaussianFourthOrder,
  gradient,
  groebnerBasis,
  hessian,
  isZero,
  jacobian,
  mixedDerivatives,
  noiseRegulariser,
  readable,
  readableWhere,
  reduced,
  reduceModulo,
  sparsePolynomial,
  type Vanishing,
  vanishesOn,
  type ZeroTest,
} from './calculus/index.js'
export {
  type Batch,
  type BatchTask,
  compile,
  compileBatch,
  compileEnsemble,
  compileGradient,
  compileGradientBatch,
  compileHessian,
  compileHessianVector,
  compileIteration,
  compileSampleIteration,
  compileSampleRows,
  compileSampleSum,
  compileTape,
  compileThirdDerivative,
  compileWasm,
  type Ensemble,
  type EnsembleTask,
  ensembleWorkers,
  type EnsembleWorkers,
  type HessianKernel,
  type Iteration,
  type Kernel,
  type Mask,
  type MeanLoss,
  type OverSamples,
  type SampleIteration,
  type Samples,
  wholeMatrix,
} from './compile/index.js'
export { generatorWords, largestEigenpair, type RandomStream, stream } from './numeric/index.js'

/** A symbol, a vector of n or a matrix of rows, as `symbols` makes them. */
export type Symbols = Expression | readonly Expression[] | readonly (readonly Expression[])[]

/** The symbols `w[1]`, …, `w[n]` of a vector, or with `columns` the rows of a matrix, `w[1,1]`, `w[1,2]`, …. */
export function symbols(graph: Graph, name: string, length: number, assumptions?: Assumptions): Expression[]
export function symbols(
  graph: Graph,
  name: string,
  shape: readonly [rows: number, columns: number],
  assumptions?: Assumptions,
): Expression[][]
export function symbols(
  graph: Graph,
  name: string,
  shape: number | readonly [number, number],
  assumptions?: Assumptions,
): Expression[] | Expression[][] {
  const list = (length: number, label: (index: number) => string): Expression[] =>
    Array.from({ length }, (_, index) => graph.symbol(label(index + 1), assumptions))
  if (typeof shape === 'number') return list(shape, (index) => `${name}[${index}]`)
  return Array.from({ length: shape[0] }, (_, row) => list(shape[1], (column) => `${name}[${row + 1},${column}]`))
} // prettier-ignore

/**
 * The formula as an expression in the symbols of these names. Throws a `ProblemError` with the place in the formula where
 * it cannot be read, and `not-scalar` for one that is a vector or a matrix.
 */
export function formula(text: string, graph: Graph, names: Readonly<Record<string, Symbols>>): Expression {
  if (typeof text !== 'string' || typeof names !== 'object')
    throw failure('misuse', {
      detail: "A formula is text, with the symbols in it by name: formula('u*v - 1', graph, { u, v }).",
    })
  const values = new Map(Object.entries(names).map(([name, given]) => [name, valueOf(name, given)]))
  const source = formulaText(text, 'formula')
  const value = parseFormula(source, {
    graph,
    lookup: (name) => values.get(name),
    names: () => ({ parameters: [...values.keys()], data: [] }),
  })
  if (!isScalar(value))
    throw failure(
      'not-scalar',
      { what: 'the formula', shape: shapeName(value.shape) },
      source.span(0, text.length),
    )
  return value.entries[0]!
}

function valueOf(name: string, given: Symbols): Value {
  if (!Array.isArray(given)) return { shape: [], entries: [given as Expression] }
  const rows = given as readonly Expression[] | readonly (readonly Expression[])[]
  const [first] = rows
  if (
    first === undefined ||
    (Array.isArray(first) && rows.some((row) => !Array.isArray(row) || row.length !== first.length))
  )
    throw failure('misuse', {
      detail: `${name} is a symbol, a list of at least one, or a list of rows of the same length.`,
    })
  if (!Array.isArray(first)) return { shape: [rows.length], entries: rows as readonly Expression[] }
  return { shape: [rows.length, first.length], entries: rows.flat() }
}

/**
 * Replaces nodes (usually symbols) by expressions, all at once: replacements are not searched again. Throws
 * `undefined-value` when the result has no value, such as 1/x at x = 0, and `misuse` for a symbol that is replaced by what
 * it was declared not to be, such as a positive one by -1.
 */
export function substitute(e: Expression, replacements: ReadonlyMap<Expression, Expression>): Expression {
  replacements.forEach(checkDeclared)
  return substituted(e, replacements)
}
