import {
  add,
  type Expression,
  multiply,
  rational,
  square,
  squareRoot,
  subtract,
} from '../../expression/index.js'
import type { NoiseLaw } from '../../model/index.js'
import { bernoulli, type RandomStream } from '../../numeric/index.js'
import type { NoiseVariables } from './perturbation.js'

/** What a generator makes: numbers of these laws, in units of their own. */
export interface Drawn {
  /** One for each noise variable: a standard normal, a sign, a uniform number between 0 and 1, or a mask that is 1 or 0. */
  readonly symbols: readonly Expression[]
  readonly laws: readonly NoiseLaw[]
  /** Each noise variable in terms of what is drawn and the noise strength. */
  readonly values: ReadonlyMap<Expression, Expression>
}

/**
 * How noise variables are made from what a generator draws: σR times numbers of variance 1, or b(1 + σ²) − 1 from a mask b.
 *
 * @param name of what is drawn for one variable
 * @throws TypeError for variables that are correlated across samples: those are drawn as batches
 */
export function drawnFor(
  { symbols, laws, correlation }: NoiseVariables,
  strength: Expression,
  name: (index: number) => string,
): Drawn {
  const drawn = symbols.map(({ graph }, k) => graph.symbol(name(k)))
  const unit = drawn.map((symbol, k) => ofUnitVariance(symbol, laws[k]!))
  const scaled = mixed(correlation, unit)
  const values = symbols.map((symbol, k) =>
    laws[k] === 'bernoulli'
      ? subtract(multiply(drawn[k]!, add(square(strength), 1)), 1)
      : multiply(strength, scaled[k]!),
  )
  return { symbols: drawn, laws, values: new Map(symbols.map((symbol, k) => [symbol, values[k]!])) }
}

function ofUnitVariance(symbol: Expression, law: NoiseLaw): Expression {
  if (law !== 'uniform') return symbol
  const { graph } = symbol
  return multiply(squareRoot(graph.constant(12)), subtract(symbol, graph.constant(rational.half)))
}

function mixed(
  correlation: NoiseVariables['correlation'],
  unit: readonly Expression[],
): readonly Expression[] {
  if (unit.length === 0) return unit
  const { graph } = unit[0]!
  if (correlation.kind === 'mixed')
    return correlation.root.map((row) => graph.sum(row.map((entry, k) => multiply(entry, unit[k]!))))
  const { variance, covariance } = correlation
  if (!rational.isZero(covariance)) throw new TypeError('this noise is drawn as batches')
  if (rational.isOne(variance)) return unit
  return unit.map((each) => multiply(squareRoot(graph.constant(variance)), each))
}

/** Draws one number of each law into `out`. `keep` is the probability with which masks are 1. */
export function drawOnce(
  laws: readonly NoiseLaw[],
  random: RandomStream,
  keep: number,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < laws.length; k++) out[at + k] = drawLaw(laws[k]!, random, keep)
}

function drawLaw(law: NoiseLaw, random: RandomStream, keep: number): number {
  switch (law) {
    case 'gaussian':
      return random.normal()
    case 'rademacher':
      return random.rademacher()
    case 'uniform':
      return random.uniform()
    case 'bernoulli':
      return bernoulli(random, keep)
  }
}
