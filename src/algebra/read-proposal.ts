import { ProblemError } from '../base/problem.js'
import {
  add,
  constantValue,
  divide,
  type Expression,
  type Graph,
  multiply,
  negate,
  power,
  squareRoot,
  subtract,
} from '../expression/index.js'

/**
 * Reads what the computer-algebra system prints: + - * / ^, parentheses, whole numbers, sqrt, abs, and the names x1, x2,
 * … of the generators. Nothing for all else (other functions, the imaginary unit, decimals) and for what has no value.
 */
export function readProposal(
  text: string,
  graph: Graph,
  generators: readonly Expression[],
): Expression | undefined {
  if (text.length > 20_000) return undefined
  try {
    return new Reader(text, graph, generators).whole()
  } catch (reason) {
    if (reason instanceof Unreadable || reason instanceof ProblemError) return undefined
    throw reason
  }
}

class Unreadable {}

const deepest = 100
const largestExponent = 64n

class Reader {
  readonly #tokens: readonly string[]
  #next = 0
  #depth = 0

  constructor(
    text: string,
    private readonly graph: Graph,
    private readonly generators: readonly Expression[],
  ) {
    this.#tokens = text.match(/\d+|[A-Za-z]\w*|\S/g) ?? []
  }

  whole(): Expression {
    const result = this.#sum()
    if (this.#next < this.#tokens.length) throw new Unreadable()
    return result
  }

  #sum(): Expression {
    if (++this.#depth > deepest) throw new Unreadable()
    let result = this.#take('-') ? negate(this.#product()) : this.#product()
    for (;;) {
      if (this.#take('+')) result = add(result, this.#product())
      else if (this.#take('-')) result = subtract(result, this.#product())
      else break
    }
    this.#depth--
    return result
  }

  #product(): Expression {
    let result = this.#power()
    for (;;) {
      if (this.#take('*')) result = multiply(result, this.#power())
      else if (this.#take('/')) result = divide(result, this.#power())
      else return result
    }
  }

  #power(): Expression {
    const base = this.#atom()
    if (!this.#take('^')) return base
    const exponent = constantValue(this.#atom())
    if (exponent === undefined) throw new Unreadable()
    const size = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator
    if (size > largestExponent || exponent.denominator > largestExponent) throw new Unreadable()
    return power(base, exponent)
  }

  #atom(): Expression {
    const token = this.#tokens[this.#next++]
    if (token === undefined) throw new Unreadable()
    if (/^\d/.test(token)) return this.graph.constant(BigInt(token))
    if (token === '(') return this.#closed(this.#sum())
    if (token === 'sqrt' && this.#take('(')) return squareRoot(this.#closed(this.#sum()))
    if (token === 'abs' && this.#take('(')) return this.graph.call('abs', [this.#closed(this.#sum())])
    const index = /^x([1-9]\d*)$/.exec(token)?.[1]
    const generator = index === undefined ? undefined : this.generators[Number(index) - 1]
    if (generator === undefined) throw new Unreadable()
    return generator
  }

  #closed(inner: Expression): Expression {
    if (!this.#take(')')) throw new Unreadable()
    return inner
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false
    this.#next++
    return true
  }
}
