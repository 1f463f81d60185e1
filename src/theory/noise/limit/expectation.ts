import { ProblemError } from '../../../base/problem.js'
import { derivativeAlong } from '../../../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  freeSymbols,
  multiply,
  nodeCount,
  rational,
  square,
  squareRoot,
  substituteAll,
  subtract,
} from '../../../expression/index.js'
import type { NoiseLaw } from '../../../model/index.js'
import type { NoiseVariables } from '../../../dynamics/index.js'

/** Polynomials of a higher degree in one variable are not recognised. */
const highestDegree = 8

/** In nodes: an expectation that has grown beyond this is given up. */
const longest = 20_000

/**
 * The expectation of `e` over noise of variance `variance`·C as an expression: by moments where it is a polynomial in a
 * variable, by its two values for signs and masks. Exact, never a Taylor series. Nothing where neither works or where it gets
 * too long; for variables that are correlated between samples only where it is affine in them.
 */
export function expectationOver(
  e: Expression,
  variables: NoiseVariables,
  variance: Expression,
): Expression | undefined {
  const unit = unitVariables(variables)
  if (unit === undefined) return expectationOfAffine(e, variables)
  let mean: Expression | undefined = substituteAll([e], unit.values)[0]!
  for (const [k, symbol] of unit.symbols.entries()) {
    if (mean === undefined || nodeCount([mean]) > longest) return undefined
    mean = expectationOfOne(mean, symbol, variables.laws[k]!, variance)
  }
  return mean !== undefined && nodeCount([mean]) <= longest ? mean : undefined
}

/** Independent variables from which those of the noise are mixed. */
function unitVariables({ symbols, correlation }: NoiseVariables):
  | {
      symbols: readonly Expression[]
      values: ReadonlyMap<Expression, Expression>
    }
  | undefined {
  if (correlation.kind === 'exchangeable') {
    if (!rational.isZero(correlation.covariance)) return undefined
    if (rational.isOne(correlation.variance)) return { symbols, values: new Map() }
  }
  const fresh = symbols.map(({ graph, id }) => graph.symbol(`§unit ${id}`))
  const mixed = symbols.map(({ graph }, i) =>
    correlation.kind === 'mixed'
      ? graph.sum(correlation.root[i]!.map((entry, k) => multiply(entry, fresh[k]!)))
      : multiply(squareRoot(graph.constant(correlation.variance)), fresh[i]!),
  )
  return { symbols: fresh, values: new Map(symbols.map((symbol, i) => [symbol, mixed[i]!])) }
}

/** Where no variable has a square, as in batches, only the mean counts. */
function expectationOfAffine(e: Expression, { symbols }: NoiseVariables): Expression | undefined {
  const direction = symbols.map(({ graph }, k) => graph.symbol(`§direction[${k + 1}]`))
  if (derivativeAlong(e, symbols, direction, 2) !== e.graph.zero) return undefined
  return substituteAll([e], new Map(symbols.map((symbol) => [symbol, e.graph.zero])))[0]
}

function expectationOfOne(
  e: Expression,
  symbol: Expression,
  law: NoiseLaw,
  variance: Expression,
): Expression | undefined {
  const at = (value: Expression): Expression => substituteAll([e], new Map([[symbol, value]]))[0]!
  const { graph } = e
  const coefficients = polynomialCoefficients(e, symbol)
  if (coefficients !== undefined)
    return graph.sum(coefficients.map((c, k) => multiply(c, momentOf(law, k, variance))))
  if (law !== 'bernoulli' && law !== 'rademacher') return undefined
  try {
    if (law === 'bernoulli') {
      const keep = divide(1, add(variance, 1))
      return add(multiply(keep, at(variance)), multiply(subtract(1, keep), at(graph.constant(-1))))
    }
    const sigma = squareRoot(variance)
    return multiply(graph.constant('1/2'), add(at(sigma), at(multiply(-1, sigma))))
  } catch (error) {
    // At one of the values there is none, as of w/|w| where the mask drops w.
    if (error instanceof ProblemError && error.problem.code === 'undefined-value') return undefined
    throw error
  }
}

/** Coefficients of the powers of the symbol, found by differentiating until nothing is left. */
function polynomialCoefficients(e: Expression, symbol: Expression): Expression[] | undefined {
  const { graph } = e
  const found: Expression[] = []
  let [derivative, factorial] = [e, 1]
  for (let k = 0; k <= highestDegree + 1; k++) {
    if (derivative === graph.zero) return found.length === 0 ? [graph.zero] : found
    if (nodeCount([derivative]) > longest) return undefined
    const value = substituteAll([derivative], new Map([[symbol, graph.zero]]))[0]!
    found.push(divide(value, factorial))
    if (!occurs(derivative, symbol)) return found
    derivative = derivativeAlong(derivative, [symbol], [1], 1)
    factorial *= k + 1
  }
  return undefined
}

function occurs(e: Expression, symbol: Expression): boolean {
  const free: ReadonlySet<Expression> = freeSymbols(e)
  return free.has(symbol)
}

/** E ηᵏ for variance s; of a mask (sᵏ + s(−1)ᵏ)/(1 + s), which is a polynomial in s. */
function momentOf(law: NoiseLaw, k: number, variance: Expression): Expression {
  const { graph } = variance
  if (k === 0) return graph.one
  if (law === 'bernoulli') {
    if (k === 1) return graph.zero
    // s(sᵏ⁻¹ ± 1)/(1 + s), divided out.
    const terms = Array.from({ length: k - 1 }, (_, j) =>
      multiply(graph.constant((k - 2 - j) % 2 === 0 ? 1 : -1), graph.power(variance, j)),
    )
    return multiply(variance, graph.sum(terms))
  }
  if (k % 2 === 1) return graph.zero
  const half = k / 2
  const factor =
    law === 'gaussian'
      ? Array.from({ length: half }, (_, j) => 2 * j + 1).reduce((a, b) => a * b, 1)
      : law === 'rademacher'
        ? 1
        : rational.of(3 ** half, k + 1)
  return multiply(graph.constant(factor), half === 1 ? variance : half === 2 ? square(variance) : graph.power(variance, half)) // prettier-ignore
}
