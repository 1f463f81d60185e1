import { exactDeterminant } from '../../../algebra/index.js'
import type { Prose } from '../../../base/prose.js'
import { gradient, isZero } from '../../../calculus/index.js'
import {
  divide,
  evaluate,
  type Expression,
  freeSymbols,
  isKnownPositive,
  multiply,
  negate,
  type Rational,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
  type SymbolNode,
} from '../../../expression/index.js'
import { factorsOf, type Landscape, lengthOf, simplest } from '../../../geometry/index.js'
import { antiderivativeOf, type Antiderivative } from './antiderivative.js'
import { type Ends, endsOfDensity } from './ends.js'
import { along, dot, type FrameAlong, type Rows } from './frame.js'
import { byCompactness, integrability } from './integrability.js'
import { rationalIn } from './rational-in.js'

/** A density that the limit keeps: no probability flows anywhere. Up to a constant factor. */
export interface StationaryDensity {
  /** With respect to ds, in the free symbols. */
  readonly density: Expression
  /** With respect to length (Riemannian volume) on the set. */
  readonly perVolume: Expression
  /** x(s) in which it is uniform, where that is a simple function. */
  readonly uniformIn: Expression | undefined
  /** Whether the density has a finite integral over the part of the branch around the point. */
  readonly normalisable: 'yes' | 'no' | 'on one period' | 'undecided'
  readonly why: Prose
  readonly ends: Ends | undefined
}

const longest = 300

/**
 * p ∝ exp ∫ (2β − a′)/a ds for ds = β dt + √a dB, certified by differentiating log p. Nothing where the integral has no closed
 * form. `at` is the value of s whose part of the branch is meant.
 */
export function stationaryDensity(
  drift: Expression,
  diffusion: Expression,
  landscape: Landscape,
  frame: FrameAlong,
  samples: readonly number[],
  at: number | undefined,
): StationaryDensity | undefined {
  const { branch, metric } = frame
  const symbol = branch.free[0]!
  const whole = subtract(scale(rational.of(2), drift), gradient(diffusion, [symbol])[0]!)
  const slope = simplest(divide(whole, diffusion))
  const found = antiderivativeOf(slope, symbol, samples, [diffusion, metric[0]![0]!])
  if (found === undefined) return undefined
  const density = withoutFactor(simplest(exponentialOf(found, symbol, at ?? samples[0]!)))
  if (lengthOf(density) > longest) return undefined
  const isRight = isZero(subtract(divide(gradient(density, [symbol])[0]!, density), slope)).outcome === 'proved' // prettier-ignore
  if (!isRight) return undefined
  const squared = simplest(divide(square(density), metric[0]![0]!))
  const perVolume = withoutFactor(simplest(squareRoot(squared)))
  // With roots in the coefficients that cancel in the density.
  const shortSlope = rationalIn(slope, symbol) === undefined ? logarithmicSlope(density, symbol) : slope
  const byEnds = endsOfDensity(shortSlope, diffusion, branch, at)
  const { normalisable, why, ends } = byEnds.normalisable === 'undecided' ? (byCompactness(landscape, perVolume) ?? byEnds) : byEnds // prettier-ignore
  return { density, perVolume, uniformIn: uniformCoordinate(density, symbol, samples), normalisable, why, ends } // prettier-ignore
}

/** p′/p from p², which has fewer roots. */
function logarithmicSlope(density: Expression, symbol: SymbolNode): Expression {
  const squared = simplest(square(density))
  return simplest(scale(rational.half, divide(gradient(squared, [symbol])[0]!, squared)))
}

/** exp F = exp(plain) Π|q|^c, with the sign of each q at a place of the branch. */
function exponentialOf({ plain, logarithms, arctangents }: Antiderivative, symbol: SymbolNode, at: number): Expression {
  const { graph } = plain
  const powers = logarithms.map(({ coefficient, of }) => {
    const isEven = coefficient.kind === 'constant' && rational.isInteger(coefficient.value) && coefficient.value.numerator % 2n === 0n
    const flipped = !isEven && !isKnownPositive(of) && evaluate(of, new Map([[symbol, at]])) < 0 ? negate(of) : of
    return graph.power(flipped, coefficient)
  })
  const turns = arctangents.map(({ coefficient, of }) => multiply(coefficient, graph.call('atan', [of])))
  const exponent = graph.sum([plain, ...turns])
  return graph.product([...powers, ...(exponent === graph.zero ? [] : [graph.call('exp', [exponent])])])
} // prettier-ignore

/** Without a constant factor. */
function withoutFactor(e: Expression): Expression {
  const { factors } = factorsOf(e)
  return e.graph.powers(rational.one, factors.filter(({ base }) => freeSymbols(base).size > 0)) // prettier-ignore
}

function uniformCoordinate(
  density: Expression,
  symbol: SymbolNode,
  samples: readonly number[],
): Expression | undefined {
  if (isZero(gradient(density, [symbol])[0]!).outcome === 'proved') return symbol
  const found = antiderivativeOf(density, symbol, samples)
  if (found === undefined) return undefined
  const { plain, logarithms, arctangents } = found
  if (arctangents.length > 0 || logarithms.length > 1) return undefined
  const [only] = logarithms
  if (only === undefined) return lengthOf(plain) <= 24 ? plain : undefined
  if (plain.kind !== 'constant' || only.of !== symbol) return undefined
  return symbol.graph.call('log', [isKnownPositive(symbol) ? symbol : symbol.graph.call('abs', [symbol])])
}

/**
 * (pdet H)^{−1/2} with respect to volume, for isotropic noise in any dimension: certified by the vanishing of the flow of
 * probability J_a = μ_a p − ½ ∂_b(A_ab p). `at` are values of the free symbols on the part of the branch that is meant.
 */
export function isotropicDensity(
  drift: readonly Expression[],
  diffusion: Rows,
  landscape: Landscape,
  { branch }: FrameAlong,
  pseudoDeterminant: Expression,
  volume: Expression,
  at: readonly number[] | undefined,
): StationaryDensity | undefined {
  const perVolume = withoutFactor(simplest(divide(1, squareRoot(pseudoDeterminant))))
  const proposed = [overDeterminant(landscape, branch), shortened(divide(volume, pseudoDeterminant))].filter((e) => e !== undefined).map(withoutFactor) // prettier-ignore
  const squared = proposed.find((e) => keepsStill(e, drift, diffusion, branch))
  if (squared === undefined) return undefined
  const forms = [simplest(squareRoot(squared)), simplest(divide(1, squareRoot(simplest(divide(1, squared)))))]
  const density = withoutFactor(forms.reduce((a, b) => (lengthOf(b) < lengthOf(a) ? b : a)))
  const { normalisable, why } = integrability({ landscape, branch, density, squared, perVolume, at })
  return { density, perVolume, uniformIn: undefined, normalisable, why, ends: undefined }
}

/** Whether J_a = μ_a p − ½ ∂_b(A_ab p) is proved to vanish, for p² as given. */
function keepsStill(
  squared: Expression,
  drift: readonly Expression[],
  diffusion: Rows,
  { free }: FrameAlong['branch'],
): boolean {
  const slopes = gradient(squared, free).map((slope) =>
    simplest(scale(rational.half, divide(slope, squared))),
  )
  return drift.every((speed, a) => {
    const spread = diffusion[a]!.map((entry, b) => gradient(entry, free)[b]!)
    const sum = speed.graph.sum([...spread, dot(diffusion[a]!, slopes)])
    return isZero(subtract(speed, scale(rational.half, sum))).outcome === 'proved'
  })
}

/**
 * 1/(det ∂r/∂y)² where the free symbols are parameters and y the others, as many as residuals: det G is det JJᵀ over this
 * square, and pdet H a multiple of det JJᵀ.
 */
function overDeterminant(landscape: Landscape, branch: FrameAlong['branch']): Expression | undefined {
  const { jacobian } = landscape.symbolic
  const { free, coordinates } = branch
  const others = coordinates.flatMap((e, i) => (free.some((symbol) => symbol === e) ? [] : [i]))
  const isGraph = others.length + free.length === coordinates.length && landscape.model.symbols.every((symbol, i) => others.includes(i) || symbol === coordinates[i]) // prettier-ignore
  if (landscape.perSample !== undefined || jacobian === undefined || !isGraph || jacobian.length !== others.length) return undefined // prettier-ignore
  const determinant = exactDeterminant(jacobian.map((row) => along(landscape, branch, others.map((i) => row[i]!)))) // prettier-ignore
  return determinant && shortened(divide(1, square(simplest(determinant))))
}

/** In its simplest form, without factors that are both above and below: a density is meant where it is defined. */
function shortened(e: Expression): Expression {
  const { coefficient, factors } = factorsOf(simplest(e))
  const bases = [...new Set(factors.map(({ base }) => base))]
  const exponentOf = (base: Expression): Rational =>
    factors.reduce(
      (sum, each) => (each.base === base ? rational.add(sum, each.exponent) : sum),
      rational.zero,
    )
  const left = bases.map((base) => ({ base, exponent: exponentOf(base) }))
  return e.graph.powers(
    coefficient,
    left.filter(({ exponent }) => !rational.isZero(exponent)),
  )
}
