import { type Expression, nodeCount, orderNodes, type Rational, rational } from '../expression/index.js'

/** A polynomial written for the computer-algebra system. */
export interface PolynomialText {
  readonly text: string
  /** What the names x1, x2, … stand for: symbols, and whatever in the expression is no polynomial. */
  readonly generators: readonly Expression[]
}

const largest = { nodes: 400, characters: 4000, degree: 24, generators: 12, number: 10n ** 15n }

/**
 * `e` as a polynomial in generators: its symbols, and calls, roots and reciprocals as they stand. Nothing when it is
 * larger than the system copes with in reasonable time.
 *
 * The names are new because the system takes e, E, i and pi for constants, and long numbers are refused because it rounds
 * them.
 */
export function polynomialText(e: Expression): PolynomialText | undefined {
  if (nodeCount([e]) > largest.nodes || degree(e) > largest.degree) return undefined
  const writer = new Writer()
  const fits = writer.write(e)
  return fits ? { text: writer.pieces.join(''), generators: writer.generators } : undefined
}

// The total degree in the generators.
function degree(e: Expression): number {
  const degrees = new Map<Expression, number>()
  const of = (node: Expression): number => degrees.get(node)!
  for (const node of orderNodes([e], ({ kind }) => kind === 'call')) {
    if (node.kind === 'constant') degrees.set(node, 0)
    else if (node.kind === 'sum') degrees.set(node, Math.max(...node.terms.map(({ term }) => of(term))))
    else if (node.kind === 'product') {
      degrees.set(
        node,
        node.factors.reduce((sum, { base, exponent }) => {
          const count = Math.abs(Number(exponent.numerator))
          return sum + count * (isWhole(exponent) ? of(base) : 1)
        }, 0),
      )
    } else degrees.set(node, 1)
  }
  return of(e)
}

function isWhole({ numerator, denominator }: Rational): boolean {
  return denominator === 1n && numerator > 0n
}

// Shared parts are written out each time they occur, so the length must be watched while writing. Every method says
// whether the limits are kept.
class Writer {
  readonly pieces: string[] = []
  readonly generators: Expression[] = []
  #characters = 0

  write(e: Expression): boolean {
    switch (e.kind) {
      case 'constant':
        return this.#number(e.value)
      case 'symbol':
      case 'call':
        return this.#generator(e)
      case 'sum':
        return (
          this.#put('(') &&
          this.#number(e.constant) &&
          e.terms.every(
            ({ coefficient, term }) =>
              this.#put('+') && this.#number(coefficient) && this.#put('*') && this.write(term),
          ) &&
          this.#put(')')
        )
      case 'product':
        return e.factors.every(
          ({ base, exponent }, i) => (i === 0 || this.#put('*')) && this.#power(base, exponent),
        )
    }
  }

  // base^(p/q) is the p-th power of the generator base^(1/q), and of base^(-1/q) when p is negative.
  #power(base: Expression, exponent: Rational): boolean {
    const { numerator, denominator } = exponent
    const count = numerator < 0n ? -numerator : numerator
    const written = isWhole(exponent)
      ? this.#put('(') && this.write(base) && this.#put(')')
      : this.#generator(base.graph.power(base, rational.of(numerator < 0n ? -1n : 1n, denominator)))
    return written && (count === 1n || this.#put(`^${count}`))
  }

  #generator(e: Expression): boolean {
    let index = this.generators.indexOf(e)
    if (index < 0) index = this.generators.push(e) - 1
    return index < largest.generators && this.#put(`x${index + 1}`)
  }

  #number({ numerator, denominator }: Rational): boolean {
    const magnitude = numerator < 0n ? -numerator : numerator
    if (magnitude > largest.number || denominator > largest.number) return false
    return this.#put(denominator === 1n ? `(${numerator})` : `(${numerator}/${denominator})`)
  }

  #put(piece: string): boolean {
    this.pieces.push(piece)
    this.#characters += piece.length
    return this.#characters <= largest.characters
  }
}
