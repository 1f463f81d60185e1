import type { Expression, Graph, Rational } from '../../expression/index.js'
import { leastCommonMultiple } from './integers.js'

/**
 * Exponents are counted in this fraction of 1, so that all with a denominator up to 12 are whole numbers: it is the
 * least common multiple of 1, …, 12.
 */
export const unit = 27720

/** A quantity that polynomials are written in: a symbol, a call such as tanh(x), √2, 1/(x + 1). */
export interface Generator {
  readonly index: number
  readonly key: string
  readonly kind: GeneratorKind
  /** Whether its values are known to be positive, or at least not negative. */
  readonly positive: boolean
  readonly nonnegative: boolean
  readonly relation?: Relation | undefined
  /** The expression of its power with this exponent. */
  write(exponent: Rational): Expression
}

/** `g^at = into` with `at` in units: sin² = 1 − cos², (x + 1)^(1/2·2) = x + 1, sign³ = sign. */
export interface Relation {
  readonly at: number
  readonly into: Polynomial
}

export type GeneratorKind =
  | { readonly name: 'free' }
  /** log(of). */
  | { readonly name: 'logarithm'; readonly of: Polynomial }
  /** e^argument. */
  | { readonly name: 'exponential'; readonly argument: Polynomial }
  /** Fractional powers of an integer that has no small factors. */
  | { readonly name: 'prime'; readonly value: bigint }
  /** 1/of. */
  | { readonly name: 'inverse'; readonly of: Polynomial }
  /** Fractional powers, with exponents in (0, 1), of a polynomial that is not negative. */
  | { readonly name: 'root'; readonly of: Polynomial }
  /** The sign of a polynomial: 0 where that is 0, otherwise its square is 1. */
  | { readonly name: 'sign'; readonly of: Polynomial }
  /** The cosine of an angle. */
  | { readonly name: 'cosine'; readonly of: Polynomial }
  /** The angle whose sine, or tangent, is a polynomial. */
  | { readonly name: 'asin' | 'atan'; readonly of: Polynomial }

export interface Power {
  readonly generator: Generator
  /** In units; never 0. */
  readonly exponent: number
}

/** Π generator^exponent in order of the generators. Equal monomials of a ring are the same object. */
export interface Monomial {
  readonly id: number
  readonly powers: readonly Power[]
  /** Whether some relation applies to it. */
  readonly reducible: boolean
}

/** Σ coefficient·monomial, over a common positive denominator; no coefficient is 0. */
export interface Polynomial {
  readonly terms: ReadonlyMap<Monomial, bigint>
  readonly denominator: bigint
}

/** Thrown inside normal forms, and caught there, when the work runs out or something has no normal form. */
export class NoNormalForm extends Error {}

/** The relation may be one of the generator with itself, which has to be there first. */
type NewGenerator = Omit<Generator, 'index' | 'key' | 'relation'> & {
  readonly relation?: Relation | ((self: Generator) => Relation) | undefined
}

/**
 * How the functions of a call are taken apart: `plain` keeps them, `exponential` writes them by e^x, log and |x|, and so
 * the roots and logarithms of squares; `split` moreover takes sines and cosines of sums and multiples apart, and writes
 * |x| and everything with a kink by sign(x).
 */
export type Depth = 'plain' | 'exponential' | 'split'

/** Generators and monomials with their identity, and a cap on the work spent on them. */
export class Ring {
  readonly #generators = new Map<string, Generator>()
  readonly #monomials = new Map<string, Monomial>()
  readonly #products = new Map<number, Monomial>()
  readonly graph: Graph
  readonly depth: Depth
  readonly one: Monomial
  readonly #fineness: Map<Expression, bigint>
  #work: number
  #isOutgrown = false

  /**
   * `work` is about the number of term-by-term multiplications allowed. `fineness` says of quantities that occur in angles
   * in which fractions they do; what is not known of it beforehand is added.
   */
  constructor(
    graph: Graph,
    work: number,
    depth: Depth = 'plain',
    fineness: Map<Expression, bigint> = new Map(),
  ) {
    this.graph = graph
    this.depth = depth
    this.#fineness = fineness
    this.#work = work
    this.one = this.monomial([])
  }

  /** Throws when the cap on work is reached. */
  spend(amount: number): void {
    this.#work -= amount
    if (this.#work < 0) throw new NoNormalForm('too much work')
  }

  generator(key: string, make: () => NewGenerator): Generator {
    const known = this.#generators.get(key)
    if (known !== undefined) return known
    const { relation, ...facts } = make()
    const made: Generator & { relation?: Relation } = { ...facts, key, index: this.#generators.size }
    this.#generators.set(key, made)
    const ownRelation = typeof relation === 'function' ? relation(made) : relation
    if (ownRelation !== undefined) made.relation = ownRelation
    return made
  }

  /** A d such that the quantity counts in d-ths in angles: sin(x) is a polynomial in sin(x/2) and cos(x/2). */
  fineness(quantity: Expression, denominator: bigint): bigint {
    const known = this.#fineness.get(quantity)
    if (known !== undefined && known % denominator === 0n) return known
    const finer = leastCommonMultiple(known ?? 1n, denominator)
    if (known !== undefined) this.#isOutgrown = true
    this.#fineness.set(quantity, finer)
    return finer
  }

  /** Whether some angle turned out to be needed in smaller parts than those used before. */
  get isOutgrown(): boolean {
    return this.#isOutgrown
  }

  /** The monomial of these powers, which are in order of the generators and not 0. */
  monomial(powers: readonly Power[]): Monomial {
    let key = ''
    for (const { generator, exponent } of powers) key += `${generator.index}^${exponent} `
    const known = this.#monomials.get(key)
    if (known !== undefined) return known
    const reducible = powers.some(
      ({ generator, exponent }) => generator.relation !== undefined && exponent >= generator.relation.at,
    )
    const made = { id: this.#monomials.size, powers, reducible }
    this.#monomials.set(key, made)
    return made
  }

  times(a: Monomial, b: Monomial): Monomial {
    if (a === this.one) return b
    if (b === this.one) return a
    const key = a.id < b.id ? a.id * 2 ** 26 + b.id : b.id * 2 ** 26 + a.id
    const known = this.#products.get(key)
    if (known !== undefined) return known
    const made = this.monomial(merged(a.powers, b.powers))
    this.#products.set(key, made)
    return made
  }
}

function merged(a: readonly Power[], b: readonly Power[]): Power[] {
  const powers: Power[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const x = a[i]
    const y = b[j]
    if (y === undefined || (x !== undefined && x.generator.index < y.generator.index)) {
      powers.push(x!)
      i++
    } else if (x === undefined || y.generator.index < x.generator.index) {
      powers.push(y)
      j++
    } else {
      const exponent = x.exponent + y.exponent
      if (exponent !== 0) powers.push({ generator: x.generator, exponent })
      i++
      j++
    }
  }
  return powers
}
