/**
 * How much a computation with polynomials may cost. It counts operations, not time, so that the same input gives the
 * same answer on every machine.
 */
export interface GroebnerBudget {
  /** S-polynomials that are formed. */
  readonly pairs: number
  /** Terms that are multiplied, in all. */
  readonly terms: number
  /** Length of a coefficient. */
  readonly bits: number
}

/** Less than about a second at worst. */
export const defaultBudget: GroebnerBudget = { pairs: 1000, terms: 400_000, bits: 2000 }

/** What ran out. */
export type Exhausted = keyof GroebnerBudget

/** Thrown inside computations with polynomials, and caught there, when the budget runs out. */
export class OutOfBudget extends Error {
  readonly what: Exhausted

  constructor(what: Exhausted) {
    super(what)
    this.what = what
  }
}

/** What is left of a budget. */
export class Purse {
  #pairs: number
  #terms: number
  readonly #largest: bigint

  constructor({ pairs, terms, bits }: GroebnerBudget) {
    this.#pairs = pairs
    this.#terms = terms
    this.#largest = 1n << BigInt(bits)
  }

  pair(): void {
    if (--this.#pairs < 0) throw new OutOfBudget('pairs')
  }

  terms(count: number): void {
    this.#terms -= count
    if (this.#terms < 0) throw new OutOfBudget('terms')
  }

  coefficient(value: bigint): void {
    if (value > this.#largest || -value > this.#largest) throw new OutOfBudget('bits')
  }
}

/** An answer, or what ran out before there was one. */
export type Within<Answer> =
  | { readonly outcome: 'done'; readonly answer: Answer }
  | { readonly outcome: 'undecided'; readonly exhausted: Exhausted }

export function withinBudget<Answer>(
  budget: GroebnerBudget,
  compute: (purse: Purse) => Answer,
): Within<Answer> {
  try {
    return { outcome: 'done', answer: compute(new Purse(budget)) }
  } catch (error) {
    if (error instanceof OutOfBudget) return { outcome: 'undecided', exhausted: error.what }
    throw error
  }
}
