import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { functions, type FunctionName } from './functions/index.js'
import type {
  Assumptions,
  CallNode,
  ConstantNode,
  ElementaryFunction,
  Expression,
  Factor,
  Graph,
  ProductNode,
  SumNode,
  SymbolNode,
  Term,
} from './nodes.js'
import { mixed, NodeTable } from './node-table.js'
import { plainProduct } from './plain-products.js'
import { plainMultiple, plainSum } from './plain-sums.js'
import { canonicalProduct } from './products.js'
import { withQuotients } from './quotients.js'
import { mayBeBounded, signsOfSum } from './ranges.js'
import { type Rational, rational } from './rational.js'
import * as signs from './signs.js'
import { canonicalSum } from './sums.js'

/** An empty graph. */
export function createGraph(): Graph {
  return new HashConsedGraph()
}

// Loops that run for every operand count: iterators take long, and memory, until an engine has optimised them away.
class HashConsedGraph implements Graph {
  readonly #table = new NodeTable()
  readonly #symbols = new Map<string, SymbolNode>()
  readonly zero: Expression
  readonly one: Expression

  constructor() {
    this.zero = this.constant(rational.zero)
    this.one = this.constant(rational.one)
  }

  get size(): number {
    return this.#table.nodes.length
  }

  constant(given: Rational | number | bigint | string): Expression {
    const value = typeof given === 'object' ? given : rational.of(given)
    const hash = mixed(1, rational.hash(value))
    for (let node = this.#table.first(hash); node; node = this.#table.after(node, hash))
      if (node.kind === 'constant' && rational.equals(node.value, value)) return node
    return this.#table.insert<ConstantNode>(
      {
        kind: 'constant',
        graph: this,
        id: this.size,
        signs: signs.signsOfNumber(rational.sign(value)),
        total: true,
        value,
      },
      hash,
    )
  }

  symbol(name: string, assumptions: Assumptions = {}): Expression {
    const known = this.#symbols.get(name)
    if (known !== undefined) {
      checkAssumptions(known, assumptions)
      return known
    }
    checkKnown(name, assumptions)
    const node: SymbolNode = {
      kind: 'symbol',
      graph: this,
      id: this.size,
      signs: assumptions.positive ? signs.positive : assumptions.nonzero ? signs.nonzero : signs.anySign,
      total: true,
      name,
      assumptions,
    }
    this.#symbols.set(name, node)
    return this.#table.insert(node, mixed(2, node.id))
  }

  hasSymbol(name: string): boolean {
    return this.#symbols.has(name)
  }

  sum(terms: readonly Expression[]): Expression {
    return this.linear(rational.zero, terms.map(once))
  }

  product(factors: readonly Expression[]): Expression {
    return this.powers(rational.one, factors.map(toTheFirst))
  }

  power(base: Expression, exponent: Expression | number | Rational): Expression {
    if (typeof exponent === 'number')
      return this.powers(rational.one, [{ base, exponent: rational.of(exponent) }])
    if (!('kind' in exponent)) return this.powers(rational.one, [{ base, exponent }])
    return this.call('power', [base, exponent])
  }

  call(name: FunctionName, args: readonly Expression[]): Expression {
    if (!Object.hasOwn(functions, name)) throw unknownFunction(name)
    const fn: ElementaryFunction = functions[name]
    const { min, max } = fn.arity
    if (args.length < min || args.length > max)
      throw failure('wrong-argument-count', { name, expected: argumentCount(fn), got: args.length })
    for (const arg of args) if (arg.graph !== this) throw foreign()
    return fn.simplify(args, this) ?? this.#internCall(fn, args)
  }

  linear(constant: Rational, parts: readonly Term[]): Expression {
    for (let i = 0; i < parts.length; i++) if (parts[i]!.term.graph !== this) throw foreign()
    if (parts.length === 1 && rational.isZero(constant)) {
      const only = parts[0]!
      if (only.coefficient === rational.one && only.term.total) return only.term
      const multiple = plainMultiple(only)
      if (multiple !== undefined) return this.#multiple(multiple)
    }
    const sum = plainSum(constant, parts) ?? canonicalSum(constant, parts)
    if (sum.terms.length === 0) return this.constant(sum.constant)
    const only = sum.terms[0]!
    if (sum.terms.length === 1 && rational.isZero(sum.constant) && rational.isOne(only.coefficient))
      return only.term
    return this.#internSum(sum.constant, sum.terms)
  }

  powers(coefficient: Rational, parts: readonly Factor[]): Expression {
    for (let i = 0; i < parts.length; i++) if (parts[i]!.base.graph !== this) throw foreign()
    const plain = plainProduct(coefficient, parts)
    if (plain !== undefined) {
      const factors = withQuotients(plain.factors)
      if (factors.length === 0) return this.constant(plain.coefficient)
      const term = this.#productOf(factors)
      if (rational.isOne(plain.coefficient)) return term
      if (term.total && term.kind !== 'sum') return this.#multiple({ coefficient: plain.coefficient, term })
      return this.linear(rational.zero, [{ coefficient: plain.coefficient, term }])
    }
    const product = canonicalProduct(this, coefficient, parts)
    const shadows = product.shadows.map((term) => ({ coefficient: rational.zero, term }))
    const factors = withQuotients(product.factors)
    if (factors.length === 0) return this.linear(product.coefficient, shadows)
    let term = this.#productOf(factors)
    if (rational.isZero(product.coefficient))
      return this.linear(rational.zero, [{ coefficient: rational.zero, term }, ...shadows])
    if (shadows.length > 0) {
      const one = { base: this.linear(rational.one, shadows), exponent: rational.one }
      term = this.powers(rational.one, [{ base: term, exponent: rational.one }, one])
    }
    if (rational.isOne(product.coefficient)) return term
    return this.linear(rational.zero, [{ coefficient: product.coefficient, term }])
  }

  #multiple(part: Term): Expression {
    const { coefficient, term } = part
    if (term.kind === 'constant') return this.constant(rational.multiply(coefficient, term.value))
    if (rational.isZero(coefficient)) return this.zero
    return rational.isOne(coefficient) ? term : this.#internSum(rational.zero, [part])
  }

  #productOf(factors: readonly Factor[]): Expression {
    const only = factors[0]!
    return factors.length === 1 && rational.isOne(only.exponent) ? only.base : this.#internProduct(factors)
  }

  #internSum(constant: Rational, terms: readonly Term[]): Expression {
    let hash = mixed(3, rational.hash(constant))
    for (let i = 0; i < terms.length; i++) {
      const { coefficient, term } = terms[i]!
      hash = mixed(hash, Math.imul(rational.hash(coefficient), 31) ^ term.id)
    }
    for (let node = this.#table.first(hash); node; node = this.#table.after(node, hash))
      if (node.kind === 'sum' && sameSum(node, constant, terms)) return node
    let possible = signs.signsOfNumber(rational.sign(constant))
    let total = true
    for (let i = 0; i < terms.length; i++) {
      const { coefficient, term } = terms[i]!
      total &&= term.total
      if (possible === signs.anySign && term.signs !== 0) continue
      const sign = signs.signsOfNumber(rational.sign(coefficient))
      possible = signs.added(possible, signs.multiplied(sign, term.signs))
    }
    // Ranges lie around 0: it takes a part that is never 0 to leave it.
    const isAway = !rational.isZero(constant) || terms.some(({ term }) => !(term.signs & signs.zeroSign))
    if (possible & signs.zeroSign && isAway && mayBeBounded(terms)) possible &= signsOfSum(constant, terms)
    return this.#table.insert<SumNode>(
      { kind: 'sum', graph: this, id: this.size, signs: possible, total, constant, terms: terms.slice() },
      hash,
    )
  }

  #internProduct(factors: readonly Factor[]): Expression {
    let hash = 4
    for (let i = 0; i < factors.length; i++) {
      const { base, exponent } = factors[i]!
      hash = mixed(hash, Math.imul(rational.hash(exponent), 31) ^ base.id)
    }
    for (let node = this.#table.first(hash); node; node = this.#table.after(node, hash))
      if (node.kind === 'product' && sameProduct(node, factors)) return node
    let possible = signs.positive
    let total = true
    for (let i = 0; i < factors.length; i++) {
      const { base, exponent } = factors[i]!
      total &&= base.total
      if (exponent === rational.one) {
        possible = signs.multiplied(possible, base.signs)
        continue
      }
      const { numerator, denominator } = exponent
      possible = signs.multiplied(possible, signs.raised(base.signs, numerator, denominator))
      if (numerator < 0n) total &&= signs.within(base.signs, signs.nonzero)
      if (denominator !== 1n) total &&= signs.within(base.signs, signs.nonnegative)
    }
    return this.#table.insert<ProductNode>(
      { kind: 'product', graph: this, id: this.size, signs: possible, total, factors: factors.slice() },
      hash,
    )
  }

  #internCall(fn: ElementaryFunction, args: readonly Expression[]): Expression {
    let hash = 5
    for (let i = 0; i < fn.name.length; i++) hash = mixed(hash, fn.name.charCodeAt(i))
    for (const arg of args) hash = mixed(hash, arg.id)
    for (let node = this.#table.first(hash); node; node = this.#table.after(node, hash))
      if (node.kind === 'call' && node.fn === fn && sameNodes(node.args, args)) return node
    const argSigns = args.map((arg) => arg.signs)
    const total = args.every((arg) => arg.total) && fn.domain.certain(argSigns, args)
    return this.#table.insert<CallNode>(
      { kind: 'call', graph: this, id: this.size, signs: fn.signs(argSigns), total, fn, args: [...args] },
      hash,
    )
  }
}

const knownAssumptions: ReadonlySet<string> = new Set(['real', 'positive', 'nonzero', 'integer'])

/** Throws `misuse` for what is not known of, and for what cannot be. */
function checkKnown(name: string, given: Assumptions): void {
  const unknown = Object.keys(given).find((assumption) => !knownAssumptions.has(assumption))
  if (unknown !== undefined)
    throw failure('misuse', {
      detail: `Of the symbol ${name} is said ${unknown}; what can be said is ${[...knownAssumptions].join(', ')}.`,
    })
  if (given.real === false || (given.positive === true && given.nonzero === false))
    throw failure('misuse', {
      detail: `The symbol ${name} cannot be ${given.real === false ? 'other than real' : 'positive and 0'}.`,
    })
}

/** The symbol of a name is one object; whoever says what it is assumed to be must say the same. */
function checkAssumptions(known: Expression, given: Assumptions): void {
  if (known.kind !== 'symbol') return
  const was: Assumptions = known.assumptions
  for (const [name, value] of Object.entries(given) as [keyof Assumptions, boolean | undefined][])
    if (value !== undefined && value !== (was[name] ?? false))
      throw failure('misuse', {
        detail: `The symbol ${known.name} is there already, and was not made with ${name}: ${value}. State assumptions when a symbol is first made.`,
      })
}

function unknownFunction(name: string): Error {
  const known = Object.keys(functions)
  const close = nearest(name, known)
  const instead = name === 'sqrt' ? 'graph.power(x, 1/2)' : undefined
  return failure('unknown-function', {
    name,
    known,
    ...(close !== undefined && { nearest: close }),
    ...(instead !== undefined && { instead }),
  })
}

function foreign(): Error {
  return failure('misuse', {
    detail: 'Expressions of different graphs were combined: make all symbols in one graph.',
  })
}

const once = (term: Expression): Term => ({ coefficient: rational.one, term })
const toTheFirst = (base: Expression): Factor => ({ base, exponent: rational.one })

/** How many arguments a function takes, in words. */
export function argumentCount({ arity: { min, max } }: Pick<ElementaryFunction, 'arity'>): string {
  const plural = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`
  if (max === Infinity) return `at least ${plural(min)}`
  return min === max ? plural(min) : `${min} to ${plural(max)}`
}

function sameSum(node: SumNode, constant: Rational, terms: readonly Term[]): boolean {
  if (node.terms.length !== terms.length || !rational.equals(node.constant, constant)) return false
  for (let i = 0; i < terms.length; i++) {
    const a = node.terms[i]!
    const b = terms[i]!
    if (a.term !== b.term || !rational.equals(a.coefficient, b.coefficient)) return false
  }
  return true
}

function sameProduct(node: ProductNode, factors: readonly Factor[]): boolean {
  if (node.factors.length !== factors.length) return false
  for (let i = 0; i < factors.length; i++) {
    const a = node.factors[i]!
    const b = factors[i]!
    if (a.base !== b.base || !rational.equals(a.exponent, b.exponent)) return false
  }
  return true
}

function sameNodes(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((node, i) => node === b[i])
}
