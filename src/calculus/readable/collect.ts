import { type Expression, rational } from '../../expression/index.js'
import { exponentIn, generatorsOf, split } from '../normal-form/parts.js'
import { fromPowers, sum } from '../normal-form/polynomial.js'
import type { Generator, Polynomial, Ring } from '../normal-form/ring.js'
import { write } from '../normal-form/write.js'

/** The polynomial with the generator that most terms share taken out of them, again and again: a*x + a*y + b is a*(x + y) + b. */
export function collect(ring: Ring, p: Polynomial): Expression {
  const generator = mostShared(p)
  if (generator === undefined) return write(ring, p)
  const parts = split(ring, p, generator)
  const without = parts.get(0)
  const exponents = [...parts.keys()].filter((exponent) => exponent > 0)
  const least = Math.min(...exponents)
  const inside = sum(
    ring,
    exponents.map((exponent) => multiplied(ring, parts.get(exponent)!, generator, exponent - least)),
  )
  const outside = write(ring, fromPowers(ring, [{ generator, exponent: least }]))
  const collected = ring.graph.product([outside, collect(ring, inside)])
  if (without === undefined) return collected
  return ring.graph.linear(rational.zero, [
    { coefficient: rational.one, term: collected },
    { coefficient: rational.one, term: collect(ring, without) },
  ])
}

function multiplied(ring: Ring, p: Polynomial, generator: Generator, exponent: number): Polynomial {
  if (exponent === 0) return p
  const power = ring.monomial([{ generator, exponent }])
  return { ...p, terms: new Map([...p.terms].map(([monomial, c]) => [ring.times(monomial, power), c])) }
}

function mostShared(p: Polynomial): Generator | undefined {
  let best: { generator: Generator; count: number } | undefined
  for (const generator of generatorsOf(p)) {
    if (generator.relation !== undefined || generator.kind.name === 'inverse') continue
    const exponents = [...p.terms.keys()].map((monomial) => exponentIn(monomial, generator))
    const count = exponents.filter((exponent) => exponent > 0).length
    if (exponents.every((exponent) => exponent >= 0) && count >= 2 && count > (best?.count ?? 0))
      best = { generator, count }
  }
  return best?.generator
}
