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

/** The powers that divide every term, of generators that may be divided by; exponents may be negative. */
export function commonPowers(p: Polynomial): Power[] {
  const monomials = [...p.terms.keys()]
  return [...generatorsOf(p)]
    .sort((a, b) => a.index - b.index)
    .flatMap((generator) => {
      if (generator.relation !== undefined || generator.kind.name === 'inverse') return []
      const exponent = Math.min(...monomials.map((monomial) => exponentIn(monomial, generator)))
      return exponent === 0 ? [] : [{ generator, exponent }]
    })
}
