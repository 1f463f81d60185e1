import { add, divide, type Expression, multiply, type Rational, rational, scale, square, squareRoot, subtract } from '../../../expression/index.js' // prettier-ignore
import type { Antiderivative } from './antiderivative.js'
import { at, type Complex, complexRoots, product, quotient } from './complex-roots.js'
import { nearbyRational } from './nearby-rational.js'
import {
  bezout,
  commonDivisor,
  degree,
  derivative,
  divided,
  lead,
  minus,
  monic,
  plus,
  type Polynomial,
  scaled,
  squareFreeParts,
  times,
  wholePower,
} from './polynomial.js'
import { type Fraction, fractionOf } from './rational-in.js'

/**
 * ∫ R(z) dz for a rational function with rational coefficients, in terms of the expression `z`. By Hermite's reduction, then
 * logarithms with rational residues, quadratic factors and pure cubes; nothing where other irreducible factors are left.
 */
export function integrateFraction(fraction: Fraction, z: Expression): Antiderivative | undefined {
  const root = commonRoot(fraction)
  const ofPower = root > 1 ? inPower(fraction, root) : fraction
  const inner = root > 1 ? z.graph.power(z, root) : z
  const parts = partsOf(ofPower, inner)
  return parts && joined(parts, z)
}

/** The largest k for which z·R(z) is a function of zᵏ. */
function commonRoot({ numerator, denominator }: Fraction): number {
  const lowest = (p: Polynomial): number => p.findIndex((c) => !rational.isZero(c))
  if (numerator.length === 0) return 1
  const exponents = [numerator, denominator].flatMap((p) =>
    p.flatMap((c, i) => (rational.isZero(c) ? [] : [i - lowest(p)])),
  )
  return [...exponents, lowest(numerator) + 1 - lowest(denominator)].reduce(greatestCommonDivisor, 0) || 1
}

const greatestCommonDivisor = (a: number, b: number): number => {
  let [p, q] = [Math.abs(a), Math.abs(b)]
  while (q > 0) [p, q] = [q, p % q]
  return p
}

/** R(z)dz as a function of y = zᵏ: (1/k) (zR)(y)/y dy. */
function inPower({ numerator, denominator }: Fraction, root: number): Fraction {
  const shifted = fractionOf([rational.zero, ...numerator], denominator)
  const every = (p: Polynomial): Polynomial => p.filter((_, i) => i % root === 0)
  return fractionOf(scaled(every(shifted.numerator), rational.of(1, root)), [rational.zero, ...every(shifted.denominator)]) // prettier-ignore
}

function partsOf({ numerator, denominator }: Fraction, z: Expression): Antiderivative[] | undefined {
  const { quotient: whole, remainder } = divided(numerator, denominator)
  const polynomial = [rational.zero, ...whole.map((c, i) => rational.divide(c, rational.of(i + 1)))]
  const parts: Antiderivative[] = [{ plain: written(polynomial, z), logarithms: [], arctangents: [] }]
  let rest: Fraction | undefined
  for (const proper of bySquareFree(remainder, denominator)) {
    const { plain, simple } = hermite(proper, z)
    parts.push({ plain, logarithms: [], arctangents: [] })
    rest = rest === undefined ? simple : sumOf(rest, simple)
  }
  if (rest === undefined || rest.numerator.length === 0) return parts
  const logarithmic = simplePart(rest, z)
  return logarithmic && [...parts, ...logarithmic]
}

const sumOf = (a: Fraction, b: Fraction): Fraction =>
  fractionOf(plus(times(a.numerator, b.denominator), times(b.numerator, a.denominator)), times(a.denominator, b.denominator)) // prettier-ignore

interface Proper {
  readonly above: Polynomial
  readonly base: Polynomial
  readonly multiplicity: number
}

/** Partial fractions over the powers of square-free polynomials. */
function bySquareFree(numerator: Polynomial, denominator: Polynomial): Proper[] {
  const parts = squareFreeParts(denominator)
    .map((base, i) => ({ base, multiplicity: i + 1 }))
    .filter(({ base }) => degree(base) > 0)
  let [above, below] = [scaled(numerator, rational.divide(rational.one, lead(denominator))), monic(denominator)] // prettier-ignore
  return parts.map(({ base, multiplicity }) => {
    const own = wholePower(base, multiplicity)
    const others = divided(below, own).quotient
    const { s, t } = bezout(own, others)
    const mine = divided(times(above, t), own).remainder
    above = degree(others) > 0 ? divided(times(above, s), others).remainder : []
    below = others
    return { above: mine, base, multiplicity }
  })
}

/** ∫ A/vᵐ = part without logarithms + ∫ a/v, lowering m by one at a time. */
function hermite({ above, base, multiplicity }: Proper, z: Expression): { plain: Expression; simple: Fraction } {
  const { graph } = z
  const slope = derivative(base)
  const { s, t } = bezout(base, slope)
  let [top, plain]: [Polynomial, Expression] = [above, graph.zero]
  for (let m = multiplicity; m > 1; m--) {
    // A = S·v + T·v′, and T v′/vᵐ is integrated by parts.
    const turned = divided(times(top, t), base)
    const factor = turned.remainder
    const kept = plus(times(top, s), times(turned.quotient, slope))
    const term = divide(written(factor, z), graph.power(written(base, z), m - 1))
    plain = add(plain, scale(rational.of(-1, m - 1), term))
    top = plus(kept, scaled(derivative(factor), rational.of(1, m - 1)))
  }
  const { quotient: whole, remainder } = divided(top, base)
  const integrated = [rational.zero, ...whole.map((c, i) => rational.divide(c, rational.of(i + 1)))]
  return { plain: add(plain, written(integrated, z)), simple: fractionOf(remainder, base) }
} // prettier-ignore

/** ∫ A/B for square-free B and deg A < deg B. */
function simplePart(fraction: Fraction, z: Expression): Antiderivative[] | undefined {
  const parts: Antiderivative[] = []
  let { numerator, denominator } = fraction
  const roots = complexRoots(denominator)
  const [top, slope] = [numerator, derivative(denominator)]
  const tried: Rational[] = []
  for (const root of roots) {
    const residue = quotient(at(top.map(rational.toNumber), root), at(slope.map(rational.toNumber), root))
    const c = Math.abs(residue.im) <= 1e-6 * (1 + Math.abs(residue.re)) ? nearbyRational(residue.re) : undefined // prettier-ignore
    if (c === undefined || rational.isZero(c) || tried.some((other) => rational.equals(other, c))) continue
    tried.push(c)
    const shared = commonDivisor(fraction.denominator, minus(top, scaled(slope, c)))
    if (degree(shared) < 1) continue
    parts.push(logarithm(z.graph.constant(c), written(shared, z)))
    const others = divided(denominator, shared).quotient
    const left = minus(numerator, scaled(times(derivative(shared), others), c))
    numerator = divided(left, shared).quotient
    denominator = others
  }
  const irrational = fractionOf(numerator, denominator)
  for (const piece of split(irrational, roots)) {
    const found = irreducible(piece, z)
    if (found === undefined) return undefined
    parts.push(found)
  }
  return parts
}

/** Partial fractions over quadratic factors with rational coefficients, proposed by pairs of roots. */
function split({ numerator, denominator }: Fraction, roots: readonly Complex[]): Fraction[] {
  if (numerator.length === 0) return []
  const pairs = roots.flatMap((a, i) => roots.slice(i + 1).map((b) => [a, b] as const))
  for (const [a, b] of degree(denominator) > 2 ? pairs : []) {
    const both = product(a, b)
    if (Math.abs(a.im + b.im) + Math.abs(both.im) > 1e-7) continue
    const [sum, value] = [nearbyRational(a.re + b.re), nearbyRational(both.re)]
    if (sum === undefined || value === undefined) continue
    const factor = [value, rational.negate(sum), rational.one]
    const { quotient: others, remainder } = divided(denominator, factor)
    if (remainder.length > 0) continue
    const { s, t } = bezout(factor, others)
    const mine = fractionOf(divided(times(numerator, t), factor).remainder, factor)
    const rest = fractionOf(divided(times(numerator, s), others).remainder, others)
    return [mine, ...split(rest, roots)]
  }
  return [{ numerator, denominator }]
}

function irreducible({ numerator, denominator }: Fraction, z: Expression): Antiderivative | undefined {
  const { graph } = z
  const [a0, a1, a2] = [0, 1, 2].map((i) => graph.constant(numerator[i] ?? rational.zero)) as [Expression, Expression, Expression] // prettier-ignore
  if (degree(denominator) === 2) {
    const [c, b] = denominator.map((x) => graph.constant(x)) as [Expression, Expression]
    return overQuadratic(a1, a0, b, c, z)
  }
  const isCube = degree(denominator) === 3 && denominator.slice(1, 3).every(rational.isZero)
  if (!isCube) return undefined
  // z³ − a = (z − c)(z² + cz + c²) for the real root c.
  const a = rational.negate(denominator[0]!)
  const size = graph.power(graph.constant(rational.absolute(a)), rational.of(1, 3))
  const c = rational.sign(a) < 0 ? scale(rational.minusOne, size) : size
  const atRoot = graph.sum([a0, multiply(a1, c), multiply(a2, square(c))])
  const residue = divide(atRoot, scale(rational.of(3), square(c)))
  const slope = subtract(a2, residue)
  const rest = overQuadratic(slope, add(subtract(a1, multiply(residue, c)), multiply(slope, c)), c, square(c), z) // prettier-ignore
  return rest && joined([logarithm(residue, subtract(z, c)), rest], z)
}

/** ∫ (pz + q)/(z² + bz + c) dz. */
function overQuadratic(p: Expression, q: Expression, b: Expression, c: Expression, z: Expression): Antiderivative | undefined {
  const { graph } = z
  const quadratic = graph.sum([square(z), multiply(b, z), c])
  const half = scale(rational.half, p)
  const left = subtract(q, multiply(half, b))
  const discriminant = subtract(square(b), scale(rational.of(4), c))
  const sign = discriminant.kind === 'constant' ? rational.sign(discriminant.value) : -1
  const line = add(scale(rational.of(2), z), b)
  if (sign < 0) {
    const root = squareRoot(discriminant.kind === 'constant' ? scale(rational.minusOne, discriminant) : scale(rational.of(3), square(b)))
    const turn = { coefficient: divide(scale(rational.of(2), left), root), of: divide(line, root) }
    return { plain: graph.zero, logarithms: [{ coefficient: half, of: quadratic }], arctangents: [turn] }
  }
  const root = squareRoot(discriminant)
  const share = divide(left, root)
  return {
    plain: graph.zero,
    logarithms: [
      { coefficient: add(half, share), of: subtract(line, root) },
      { coefficient: subtract(half, share), of: add(line, root) },
    ],
    arctangents: [],
  }
} // prettier-ignore

const logarithm = (coefficient: Expression, of: Expression): Antiderivative => ({
  plain: of.graph.zero,
  logarithms: [{ coefficient, of }],
  arctangents: [],
})

function joined(parts: readonly Antiderivative[], { graph }: Expression): Antiderivative {
  return {
    plain: graph.sum(parts.map(({ plain }) => plain)),
    logarithms: parts.flatMap(({ logarithms }) => logarithms).filter(({ coefficient }) => coefficient !== graph.zero), // prettier-ignore
    arctangents: parts.flatMap(({ arctangents }) => arctangents).filter(({ coefficient }) => coefficient !== graph.zero), // prettier-ignore
  }
}

/** A polynomial as an expression in z. */
export function written(p: Polynomial, z: Expression): Expression {
  return z.graph.linear(
    p[0] ?? rational.zero,
    p.slice(1).map((coefficient, i) => ({ coefficient, term: z.graph.power(z, i + 1) })),
  )
}
