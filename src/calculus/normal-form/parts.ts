import type { Generator, Monomial, Polynomial, Power, Ring } from './ring.js'

export function exponentIn({ powers }: Monomial, generator: Generator): number {
  return powers.find((power) => power.generator === generator)?.exponent ?? 0
}

/** p = Σ part·generator^exponent, by exponent; the parts do not contain the generator. */
export function split(ring: Ring, p: Polynomial, generator: Generator): Map<number, Polynomial> {
  const parts = new Map<number, Map<Monomial, bigint>>()
  for (const [monomial, coefficient] of p.terms) {
    const exponent = exponentIn(monomial, generator)
    const rest =
      exponent === 0
        ? monomial
        : ring.monomial(monomial.powers.filter((power) => power.generator !== generator))
    const part = parts.get(exponent) ?? new Map<Monomial, bigint>()
    parts.set(exponent, part)
    part.set(rest, coefficient)
  }
  return new Map([...parts].map(([exponent, terms]) => [exponent, { terms, denominator: p.denominator }]))
}

/** The generators of p. */
export function generatorsOf(p: Polynomial): Set<Generator> {
  const found = new Set<Generator>()
  for (const { powers } of p.terms.keys()) for (const { generator } of powers) found.add(generator)
  return found
}

/**
 * The powers that divide every term, of generators for which `counts` holds. Exponents are negative where the generator
 * stands in denominators.
 */
export function commonPowers(p: Polynomial, counts: (generator: Generator) => boolean): Power[] {
  const monomials = [...p.terms.keys()]
  return [...generatorsOf(p)]
    .sort((a, b) => a.index - b.index)
    .filter(counts)
    .flatMap((generator) => {
      const exponent = Math.min(...monomials.map((monomial) => exponentIn(monomial, generator)))
      return exponent === 0 ? [] : [{ generator, exponent }]
    })
}

/** Whether any power of the generator is a monomial, so that it can be divided by without further ado. */
export function isFree(generator: Generator): boolean {
  return generator.relation === undefined && generator.kind.name !== 'inverse'
}

/** p without what divides every term of it. The powers must be common to all terms. */
export function without(ring: Ring, p: Polynomial, powers: readonly Power[]): Polynomial {
  const inverse = ring.monomial(powers.map(({ generator, exponent }) => ({ generator, exponent: -exponent })))
  return { ...p, terms: new Map([...p.terms].map(([monomial, c]) => [ring.times(monomial, inverse), c])) }
}
