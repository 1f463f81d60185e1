import {
  type Expression,
  freeSymbols,
  type Graph,
  isKnownNonzero,
  type Rational,
  rational,
} from '../../expression/index.js'
import { clear } from '../normal-form/clear.js'
import { convertInRing } from '../normal-form/convert.js'
import { generatorsOf } from '../normal-form/parts.js'
import { constant, fromPowers, multiply, subtract } from '../normal-form/polynomial.js'
import { greatestCommonDivisor } from '../normal-form/integers.js'
import { type Depth, type Generator, type Polynomial, type Ring, unit } from '../normal-form/ring.js'
import {
  multiplyPolynomials,
  type SparsePolynomial,
  sparsePolynomial,
  subtractPolynomials,
} from './polynomial.js'

/** A variable of a system: a power of a symbol, a root, a call such as tanh(x). */
export interface SystemVariable {
  readonly generator: Generator
  /** The exponent of the generator that is counted as 1. */
  readonly step: Rational
}

/** One expression in the variables of a system: numerator/Π denominators wherever it is defined. */
export interface SystemEntry {
  readonly numerator: SparsePolynomial
  /** Not 0 where the expression is defined. */
  readonly denominators: readonly SparsePolynomial[]
}

/** Expressions as polynomials in common variables, which are independent but for the relations. */
export interface PolynomialSystem {
  readonly graph: Graph
  readonly variables: readonly SystemVariable[]
  /** In the order of the expressions. */
  readonly entries: readonly SystemEntry[]
  /** What vanishes whatever the values of the symbols are, such as sin² + cos² − 1. */
  readonly relations: readonly SparsePolynomial[]
  /** What is not 0 at any point where all expressions are defined. */
  readonly nonzero: readonly SparsePolynomial[]
}

// Multiplications of terms in the normal forms.
const work = 400_000

/**
 * Reads expressions of one graph as polynomials. Throws `NoNormalForm` where that takes too long, and `undefined-value`
 * for an expression that has no value anywhere.
 */
export function polynomialSystem(
  graph: Graph,
  es: readonly Expression[],
  depth: Depth = 'plain',
): PolynomialSystem {
  const { ring, forms } = convertInRing(graph, work, depth, es)
  const cleared = es.map((e) => withoutDenominators(ring, forms.get(e)!))
  const relations = relationsOf(
    ring,
    cleared.flatMap(({ numerator, denominators }) => [numerator, ...denominators]),
  )
  const fractions = [...cleared, ...relations.map(({ into }) => into)]
  const variables = variablesOf([
    ...fractions.flatMap(({ numerator, denominators }) => [numerator, ...denominators]),
    ...relations.flatMap(({ zeros }) => zeros),
  ])
  const read = (p: Polynomial): SparsePolynomial => sparse(p, variables)
  const entries = cleared.map(({ numerator, denominators }) => ({
    numerator: read(numerator),
    denominators: denominators.map(read),
  }))
  const fromRelations = relations.map(({ generator, into }) => {
    const place = variables.findIndex((variable) => variable.generator === generator)
    const at = rational.divide(rational.of(generator.relation!.at, unit), variables[place]!.step)
    const exponents = variables.map((_, i) => (i === place ? Number(at.numerator) : 0))
    const power = sparsePolynomial([[exponents, 1n]])
    const left = into.denominators.map(read).reduce(multiplyPolynomials, power)
    return subtractPolynomials(left, read(into.numerator))
  })
  const positive = variables.flatMap(({ generator }, place) =>
    isKnownNonzero(generator.write(rational.one))
      ? [sparsePolynomial([[variables.map((_, i) => (i === place ? 1 : 0)), 1n]])]
      : [],
  )
  const below = fractions.flatMap(({ denominators }) => denominators)
  const zeros = relations.flatMap((relation) => relation.zeros.map(read))
  return {
    graph,
    variables,
    entries,
    relations: [...fromRelations, ...zeros],
    nonzero: [...positive, ...below.map(read)],
  }
}

interface Fraction {
  readonly numerator: Polynomial
  readonly denominators: readonly Polynomial[]
}

// Negative powers, which remain of free generators, count as denominators too.
function withoutDenominators(ring: Ring, p: Polynomial): Fraction {
  const { numerator, cleared } = clear(ring, p)
  const factors = cleared.flatMap(({ factor, times }) =>
    Array.from({ length: Number(times) }, () => raised(ring, factor).polynomial),
  )
  const { polynomial, below } = raised(ring, numerator)
  return { numerator: polynomial, denominators: [...factors, ...below] }
}

function raised(ring: Ring, p: Polynomial): { polynomial: Polynomial; below: Polynomial[] } {
  const lowest = new Map<Generator, number>()
  for (const { powers } of p.terms.keys())
    for (const { generator, exponent } of powers)
      if (exponent < (lowest.get(generator) ?? 0)) lowest.set(generator, exponent)
  if (lowest.size === 0) return { polynomial: p, below: [] }
  const powers = [...lowest]
    .sort(([a], [b]) => a.index - b.index)
    .map(([generator, exponent]) => ({ generator, exponent: -exponent }))
  const shift = ring.monomial(powers)
  const terms = new Map([...p.terms].map(([monomial, c]) => [ring.times(monomial, shift), c]))
  const below = powers.map((power) => ({ terms: new Map([[ring.monomial([power]), 1n]]), denominator: 1n }))
  return { polynomial: { ...p, terms }, below }
}

interface RelationOf {
  readonly generator: Generator
  readonly into: Fraction
  /** What else vanishes. */
  readonly zeros: readonly Polynomial[]
}

/** For s = sign(a) the product a·(s² − 1): unlike s² = 1 it holds where a is 0 as well. */
function argumentTimesSquare(ring: Ring, generator: Generator): Polynomial[] {
  const { kind } = generator
  if (kind.name !== 'sign') return []
  const square = fromPowers(ring, [{ generator, exponent: 2 * unit }])
  const excess = subtract(ring, square, constant(ring, rational.one))
  return [withoutDenominators(ring, multiply(ring, kind.of, excess)).numerator]
}

function relationsOf(ring: Ring, ps: readonly Polynomial[]): RelationOf[] {
  const seen = new Set(ps.flatMap((p) => [...generatorsOf(p)]))
  const relations: RelationOf[] = []
  // A set iterates over what is added while it is being iterated.
  for (const generator of seen) {
    if (generator.relation === undefined) continue
    const into = withoutDenominators(ring, generator.relation.into)
    const zeros = argumentTimesSquare(ring, generator)
    relations.push({ generator, into, zeros })
    for (const p of [into.numerator, ...into.denominators, ...zeros])
      for (const other of generatorsOf(p)) seen.add(other)
  }
  return relations
}

// Calls and roots come before the symbols, so that they are eliminated first; numbers such as pi come last and are not.
function variablesOf(ps: readonly Polynomial[]): SystemVariable[] {
  const steps = new Map<Generator, bigint>()
  for (const p of ps)
    for (const { powers } of p.terms.keys())
      for (const { generator, exponent } of powers) {
        const known = steps.get(generator) ?? BigInt(generator.relation?.at ?? 0)
        steps.set(generator, greatestCommonDivisor(known, BigInt(exponent)))
      }
  const rank = (generator: Generator): number =>
    generator.key.startsWith('symbol ') ? 1 : freeSymbols(generator.write(rational.one)).size > 0 ? 0 : 2
  return [...steps]
    .map(([generator, step]) => ({ generator, step, rank: rank(generator) }))
    .sort((a, b) =>
      a.rank !== b.rank
        ? a.rank - b.rank
        : a.rank === 1
          ? a.generator.index - b.generator.index
          : b.generator.index - a.generator.index,
    )
    .map(({ generator, step }) => ({ generator, step: rational.of(step, BigInt(unit)) }))
}

function sparse(p: Polynomial, variables: readonly SystemVariable[]): SparsePolynomial {
  const places = new Map(variables.map(({ generator }, i) => [generator, i]))
  const steps = variables.map(({ step }) => Number(step.numerator) * (unit / Number(step.denominator)))
  return sparsePolynomial(
    [...p.terms].map(([{ powers }, coefficient]) => {
      const exponents = variables.map(() => 0)
      for (const { generator, exponent } of powers) {
        const place = places.get(generator)!
        exponents[place] = exponent / steps[place]!
      }
      return [exponents, coefficient] as const
    }),
    p.denominator,
  )
}

/** A polynomial in the variables of the system as an expression. */
export function toExpression({ graph, variables }: PolynomialSystem, p: SparsePolynomial): Expression {
  const terms = p.terms.map(({ exponents, coefficient }) => ({
    coefficient: rational.of(coefficient, p.denominator),
    term: graph.product(
      exponents.flatMap((exponent, i) => {
        const { generator, step } = variables[i]!
        return exponent === 0 ? [] : [generator.write(rational.multiply(rational.of(exponent), step))]
      }),
    ),
  }))
  return graph.linear(rational.zero, terms)
}
