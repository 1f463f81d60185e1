import { rational } from '../../expression/index.js'
import { divideExactly, exactRoot } from '../normal-form/divide.js'
import { commonPowers, exponentIn, generatorsOf, split, without } from '../normal-form/parts.js'
import {
  constant,
  fromPowers,
  isZeroPolynomial,
  keyOf,
  leading,
  multiply,
  primitive,
  scaled,
  subtract,
  sum,
} from '../normal-form/polynomial.js'
import { type Generator, type Polynomial, type Ring, unit } from '../normal-form/ring.js'
import { factorByOneVariable } from './one-variable.js'

/** Irreducible, primitive with positive leading coefficient; repeated as often as it divides. */
export type IrreducibleFactors = readonly Polynomial[]

/** Of higher degrees a perfect power is not looked for. */
const highestRoot = 8

/**
 * The irreducible factors over the rationals of a primitive polynomial that no generator divides; their product is the
 * polynomial. No relations may hold among the generators, and exponents are whole. A factor may stay whole where finding its
 * parts would take long.
 */
export function factorMultivariate(ring: Ring, p: Polynomial): IrreducibleFactors {
  const generators = [...generatorsOf(p)].sort((a, b) => degreeIn(p, a) - degreeIn(p, b) || a.index - b.index)
  if (generators.length === 0) return []
  if (generators.length === 1) return factorByOneVariable(ring, p, generators) ?? [p]
  const main = generators[0]!
  const content = contentFactors(ring, p, main)
  if (content.length > 0) return [...content, ...withoutContent(ring, p, content)]
  const degree = degreeIn(p, main)
  if (degree === 1) return [p]
  if (degree === 2) return quadratic(ring, p, main)
  const root = perfectRoot(ring, p)
  if (root !== undefined) {
    const factors = factorMultivariate(ring, root.base)
    return Array.from({ length: root.exponent }, () => factors).flat()
  }
  return factorByOneVariable(ring, p, generators) ?? [p]
}

function withoutContent(ring: Ring, p: Polynomial, content: IrreducibleFactors): IrreducibleFactors {
  const rest = content.reduce((left, factor) => divideExactly(ring, left, factor)!, p)
  return factorMultivariate(ring, primitive(rest).primitive)
}

export function degreeIn(p: Polynomial, generator: Generator): number {
  return Math.max(...[...p.terms.keys()].map((monomial) => exponentIn(monomial, generator))) / unit
}

/** The factors that do not contain the generator: those of its shortest coefficient that divide the whole. */
function contentFactors(ring: Ring, p: Polynomial, generator: Generator): IrreducibleFactors {
  const parts = [...split(ring, p, generator).values()]
  const shortest = parts.reduce((best, part) => (part.terms.size < best.terms.size ? part : best))
  if (shortest.terms.size < 2) return []
  const found: Polynomial[] = []
  let rest = p
  for (const factor of factorMultivariate(ring, withoutPowers(ring, shortest))) {
    const quotient = divideExactly(ring, rest, factor)
    if (quotient === undefined) continue
    found.push(factor)
    rest = quotient
  }
  return found
}

/** Without rational content and common powers. */
export function withoutPowers(ring: Ring, p: Polynomial): Polynomial {
  const common = commonPowers(p, () => true)
  return primitive(without(ring, p, common)).primitive
}

/** a·x² + b·x + c with coprime coefficients has factors where b² − 4ac is a square. */
function quadratic(ring: Ring, p: Polynomial, x: Generator): IrreducibleFactors {
  const parts = split(ring, p, x)
  const zero = subtract(ring, p, p)
  const a = parts.get(2 * unit)!
  const [b, c] = [parts.get(unit) ?? zero, parts.get(0) ?? zero]
  const discriminant = subtract(ring, multiply(ring, b, b), scaled(rational.of(4), multiply(ring, a, c)))
  const isSquare = !isZeroPolynomial(discriminant) && leading(discriminant)![1] > 0n
  const root = isZeroPolynomial(discriminant) ? zero : isSquare ? exactRoot(ring, discriminant, 2) : undefined
  if (root === undefined) return [p]
  const twice = scaled(
    rational.of(2),
    multiply(ring, a, fromPowers(ring, [{ generator: x, exponent: unit }])),
  )
  const linear = withoutPowers(ring, sum(ring, [twice, subtract(ring, b, root)]))
  const first = contentFactors(ring, linear, x).reduce((left, factor) => divideExactly(ring, left, factor)!, linear) // prettier-ignore
  const second = divideExactly(ring, p, primitive(first).primitive)
  return second === undefined ? [p] : [primitive(first).primitive, primitive(second).primitive]
}

function perfectRoot(ring: Ring, p: Polynomial): { base: Polynomial; exponent: number } | undefined {
  for (let exponent = highestRoot; exponent >= 2; exponent--) {
    const base = exactRoot(ring, p, exponent)
    if (base !== undefined) return { base, exponent }
  }
  return undefined
}

/** Whether the product of the factors is p up to a sign: a check that shares nothing with how they were found. */
export function isProductOf(ring: Ring, p: Polynomial, factors: IrreducibleFactors): boolean {
  const product = factors.reduce((all, factor) => multiply(ring, all, factor), constant(ring, rational.one))
  return keyOf(product) === keyOf(p)
}
