import { divideExactly } from '../normal-form/divide.js'
import { exponentIn } from '../normal-form/parts.js'
import { primitive } from '../normal-form/polynomial.js'
import { type Generator, type Monomial, type Polynomial, type Ring, unit } from '../normal-form/ring.js'
import { type IntegerPolynomial, multiplyInteger, primitiveInteger } from './integer-polynomial.js'
import { factorUnivariate, highestDegree, subsetsOf } from './univariate.js'

/** Combinations of the factors of the image that are tried. */
const mostCombinations = 400

/**
 * The irreducible factors of p by those of one polynomial in one variable: x_i is replaced by t^(d_1·…·d_(i−1)) with d_i above
 * the degrees, which keeps all terms apart (Kronecker). Nothing where the degree or the number of combinations gets large.
 */
export function factorByOneVariable(
  ring: Ring,
  p: Polynomial,
  generators: readonly Generator[],
): Polynomial[] | undefined {
  const place = placesOf(p, generators)
  const image = imageOf(p, generators, place)
  if (image.length - 1 > highestDegree) return undefined
  const irreducible = factorUnivariate(primitiveInteger(image)).flatMap(({ base, exponent }) =>
    Array.from({ length: exponent }, () => base),
  )
  const back = (image: IntegerPolynomial): Polynomial => preimage(ring, image, generators, place)
  if (generators.length === 1) return irreducible.map(back)
  return combined(ring, p, irreducible, back)
}

interface Place {
  readonly weight: number
  readonly base: number
}

function placesOf(p: Polynomial, generators: readonly Generator[]): Place[] {
  let weight = 1
  return generators.map((generator) => {
    const base = Math.max(...[...p.terms.keys()].map((m) => exponentIn(m, generator) / unit)) + 1
    const place = { weight, base }
    weight *= base
    return place
  })
}

function imageOf(p: Polynomial, generators: readonly Generator[], places: readonly Place[]): bigint[] {
  const image: bigint[] = []
  for (const [monomial, c] of p.terms) {
    const at = generators.reduce((total, generator, i) => total + (exponentIn(monomial, generator) / unit) * places[i]!.weight, 0) // prettier-ignore
    if (at > highestDegree) return Array.from({ length: at + 1 }, () => 1n)
    while (image.length <= at) image.push(0n)
    image[at] = c
  }
  return image
}

function preimage(
  ring: Ring,
  image: IntegerPolynomial,
  generators: readonly Generator[],
  places: readonly Place[],
): Polynomial {
  const terms = new Map<Monomial, bigint>()
  for (const [at, c] of image.entries()) {
    if (c === 0n) continue
    const powers = generators
      .map((generator, i) => ({ generator, exponent: unit * (Math.floor(at / places[i]!.weight) % places[i]!.base) }))
      .filter(({ exponent }) => exponent > 0)
      .sort((a, b) => a.generator.index - b.generator.index) // prettier-ignore
    terms.set(ring.monomial(powers), c)
  }
  return primitive({ terms, denominator: 1n }).primitive
}

/** Products of ever more factors of the image, as far as they come from factors of p. */
function combined(
  ring: Ring,
  p: Polynomial,
  images: readonly IntegerPolynomial[],
  back: (image: IntegerPolynomial) => Polynomial,
): Polynomial[] | undefined {
  const found: Polynomial[] = []
  let rest = p
  let left = [...images]
  let tries = 0
  for (let size = 1; size < left.length;) {
    let divided = false
    for (const subset of subsetsOf([...left.keys()], size)) {
      if (++tries > mostCombinations) return undefined
      const candidate = back(subset.map((i) => left[i]!).reduce(multiplyInteger, [1n]))
      const quotient = candidate.terms.size < 2 ? undefined : divideExactly(ring, rest, candidate)
      if (quotient === undefined) continue
      found.push(candidate)
      rest = primitive(quotient).primitive
      left = left.filter((_, i) => !subset.includes(i))
      divided = true
      break
    }
    if (!divided) size++
  }
  return left.length > 0 ? [...found, rest] : found
}
