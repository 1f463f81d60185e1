import { exponentIn, generatorsOf } from '../normal-form/parts.js'
import { keyOf, leading, negated } from '../normal-form/polynomial.js'
import {
  type Generator,
  type Monomial,
  NoNormalForm,
  type Polynomial,
  Ring,
  unit,
} from '../normal-form/ring.js'
import { factorMultivariate, isProductOf } from './multivariate.js'
import { changed, fewestDirections } from './unimodular.js'

/** Larger polynomials stay whole. */
const mostTerms = 60
const mostGenerators = 12
/** Caps the time of one factorisation; some hundredths of a second at worst. */
const work = 20_000

/** In which power a generator counts as the variable: x² where only even powers are to be told apart. */
export type Step = (generator: Generator, exponents: readonly number[]) => number

/**
 * The irreducible factors over the rationals of a primitive polynomial that no generator divides, each as often as it divides;
 * the generators count as independent. The polynomial alone where it is irreducible, large, or would take long. The product
 * has been multiplied out and is the polynomial.
 */
export function irreducibleFactors(ring: Ring, p: Polynomial, step: Step): Polynomial[] {
  const generators = [...generatorsOf(p)]
  if (p.terms.size < 2 || p.terms.size > mostTerms || generators.length > mostGenerators) return [p]
  try {
    return factored(ring, p, generators, step)
  } catch (error) {
    if (error instanceof NoNormalForm) return [p]
    throw error
  }
}

function factored(ring: Ring, p: Polynomial, generators: readonly Generator[], step: Step): Polynomial[] {
  const monomials = [...p.terms.keys()]
  const steps = generators.map((generator) =>
    step(generator, monomials.map((monomial) => exponentIn(monomial, generator))),
  ) // prettier-ignore
  const rows = monomials.map((monomial) =>
    generators.map((generator, i) => exponentIn(monomial, generator) / steps[i]!),
  )
  const change = fewestDirections(rows)
  // Fewer directions than generators are worth other exponents only where one is left.
  const isLine = change.rank === 1 && generators.length > 1
  const coordinates = isLine ? rows.map((row) => [changed(row, change.forward)[0]!]) : rows
  const least = coordinates[0]!.map((_, j) => Math.min(...coordinates.map((row) => row[j]!)))
  const free = new Ring(ring.graph, work)
  const variables = coordinates[0]!.map((_, j) => variable(free, j))
  const image: Polynomial = {
    denominator: 1n,
    terms: new Map(
      monomials.map((monomial, i) => [
        monomialOf(free, variables, coordinates[i]!.map((e, j) => e - least[j]!), variables.map(() => unit)),
        p.terms.get(monomial)!,
      ]),
    ),
  } // prettier-ignore
  const parts = factorMultivariate(free, positive(image))
  if (parts.length < 2 || !isProductOf(free, positive(image), parts)) return [p]
  const back = (exponents: readonly number[]): number[] =>
    isLine ? changed([...exponents, ...generators.slice(1).map(() => 0)], change.backward) : [...exponents]
  return parts.map((part) => preimage(ring, part, { variables, generators, steps, back }))
}

const positive = (p: Polynomial): Polynomial => (leading(p)![1] < 0n ? negated(p) : p)

function variable(ring: Ring, index: number): Generator {
  return ring.generator(`variable ${index}`, () => ({
    kind: { name: 'free' },
    positive: false,
    nonnegative: false,
    write: () => {
      throw new TypeError('A variable of a factorisation is not written.')
    },
  }))
}

function monomialOf(
  ring: Ring,
  generators: readonly Generator[],
  exponents: readonly number[],
  steps: readonly number[],
): Monomial {
  const powers = generators.map((generator, i) => ({ generator, exponent: exponents[i]! * steps[i]! }))
  return ring.monomial(
    powers.filter(({ exponent }) => exponent !== 0).sort((a, b) => a.generator.index - b.generator.index),
  )
}

interface Origin {
  readonly variables: readonly Generator[]
  readonly generators: readonly Generator[]
  readonly steps: readonly number[]
  back(exponents: readonly number[]): number[]
}

/** The factor in the generators, multiplied by what makes its exponents whole and coprime. */
function preimage(ring: Ring, part: Polynomial, { variables, generators, steps, back }: Origin): Polynomial {
  const terms = [...part.terms].map(([monomial, c]) => ({
    c,
    exponents: back(variables.map((each) => exponentIn(monomial, each) / unit)),
  }))
  const least = generators.map((_, j) => Math.min(...terms.map(({ exponents }) => exponents[j]!)))
  const factor: Polynomial = {
    denominator: 1n,
    terms: new Map(
      terms.map(({ c, exponents }) => [
        monomialOf(ring, generators, exponents.map((e, j) => e - least[j]!), steps),
        c,
      ]),
    ),
  } // prettier-ignore
  return positive(factor)
}

/** Equal factors with the number of times they occur. */
export function counted(factors: readonly Polynomial[]): { base: Polynomial; exponent: number }[] {
  const found = new Map<string, { base: Polynomial; exponent: number }>()
  for (const base of factors) {
    const key = keyOf(base)
    found.set(key, { base, exponent: (found.get(key)?.exponent ?? 0) + 1 })
  }
  return [...found.values()]
}
