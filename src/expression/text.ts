import { failure } from '../base/wording.js'
import {
  arrangedArguments,
  arrangedParts,
  arrangedQuotient,
  degreeOf,
  type Part,
  type Written,
} from './arrangement.js'
import type { CallNode, Expression, Factor, SumNode } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { children, orderNodes } from './traverse.js'

// How tightly a text holds together, from the loosest.
const sumLevel = 1
const productLevel = 2
const powerLevel = 3
const atomLevel = 4

/** A node that has been written as text. */
export interface WrittenText extends Written {
  readonly level: number
}

type Texts = Map<Expression, WrittenText>

const longestText = 4_000_000
const longestInAll = 100_000_000

/**
 * The expression in the syntax of mathjs. Parsing gives back the same object. The order of terms and factors depends on
 * the structure only. Throws `too-large` beyond four million characters, or a hundred million in all subexpressions.
 */
export function toText(e: Expression): string {
  return writtenTexts([e]).get(e)!.text
}

/** The texts of all nodes the expressions consist of. */
export function writtenTexts(es: readonly Expression[]): ReadonlyMap<Expression, WrittenText> {
  const texts: Texts = new Map()
  const limit = lengthLimit('the text of an expression')
  for (const node of orderNodes(es)) {
    const { text, level } = write(node, texts)
    limit(text)
    const numeric = node.kind !== 'symbol' && children(node).every((child) => texts.get(child)!.numeric)
    texts.set(node, { text, level, degree: degreeOf(node, texts), numeric })
  }
  return texts
}

/** To be told every piece of text that is kept; throws `too-large` before memory runs out. */
export function lengthLimit(what: string): (text: string) => void {
  let inAll = 0
  return ({ length }) => {
    inAll += length
    if (length > longestText)
      throw failure('too-large', { what, size: length, limit: longestText, unit: 'characters' })
    if (inAll > longestInAll)
      throw failure('too-large', { what, size: inAll, limit: longestInAll, unit: 'characters' })
  }
}

interface Piece {
  readonly text: string
  readonly level: number
}

function write(e: Expression, texts: Texts): Piece {
  switch (e.kind) {
    case 'constant':
      return number(e.value)
    case 'symbol':
      return { text: e.name, level: atomLevel }
    case 'sum':
      return sum(e, texts)
    case 'product':
      return quotient(rational.one, e, texts)
    case 'call':
      return call(e, texts)
  }
}

function number(value: Rational): Piece {
  const level = rational.sign(value) < 0 ? sumLevel : rational.isInteger(value) ? atomLevel : productLevel
  return { text: rational.toString(value), level }
}

function sum(e: SumNode, texts: Texts): Piece {
  const parts = arrangedParts(e, texts)
  const written = parts.map((part, i) => {
    const text = within(magnitude(part, texts), productLevel)
    if (i === 0) return part.negative ? `-${text}` : text
    return (part.negative ? ' - ' : ' + ') + text
  })
  if (parts.length > 1 || parts[0]!.negative) return { text: written.join(''), level: sumLevel }
  return magnitude(parts[0]!, texts)
}

function magnitude({ magnitude, term }: Part, texts: Texts): Piece {
  return term === undefined ? number(magnitude) : quotient(magnitude, term, texts)
}

/** `coefficient·e` for a coefficient that is not negative. */
function quotient(coefficient: Rational, e: Expression, texts: Texts): Piece {
  const { radicals, above, below } = arrangedQuotient(e, texts)
  const over = [
    ...radicals.map(({ radicand, exponent }) => raised(number(rational.of(radicand)), exponent)),
    ...above.map((factor) => power(factor, texts)),
  ]
  const under = below.map((factor) => power(factor, texts))
  // `5/2*b`, but `3*x/(2*y)` and `sqrt(2)/2`: a fraction in front unless there is a denominator anyway.
  if (under.length === 0 && !areNumbers(above, texts))
    return product(rational.isOne(coefficient) ? over : [number(coefficient), ...over])
  const { numerator, denominator } = coefficient
  if (numerator !== 1n || over.length === 0) over.unshift(number(rational.of(numerator)))
  if (denominator !== 1n) under.unshift(number(rational.of(denominator)))
  if (under.length === 0) return product(over)
  return {
    text: `${within(product(over), productLevel)}/${within(product(under), powerLevel)}`,
    level: productLevel,
  }
}

function areNumbers(factors: readonly Factor[], texts: Texts): boolean {
  return factors.every(({ base }) => texts.get(base)!.numeric)
}

function product(factors: readonly Piece[]): Piece {
  if (factors.length === 1) return factors[0]!
  // A fraction may only come first: `5/2*b` but `b*(5/2)`.
  const text = factors.map((factor, i) => within(factor, i === 0 ? productLevel : powerLevel)).join('*')
  return { text, level: productLevel }
}

function power({ base, exponent }: Factor, texts: Texts): Piece {
  return raised(texts.get(base)!, exponent)
}

function raised(base: Piece, exponent: Rational): Piece {
  if (rational.isOne(exponent)) return base
  if (rational.equals(exponent, rational.half)) return { text: `sqrt(${base.text})`, level: atomLevel }
  return { text: `${within(base, atomLevel)}^${within(number(exponent), atomLevel)}`, level: powerLevel }
}

function call(e: CallNode, texts: Texts): Piece {
  const { fn } = e
  const written = arrangedArguments(e, texts).map((arg) => texts.get(arg)!)
  if (fn.name === 'power')
    return { text: written.map((arg) => within(arg, atomLevel)).join('^'), level: powerLevel }
  const text = fn.arity.max === 0 ? fn.name : `${fn.name}(${written.map((arg) => arg.text).join(', ')})`
  return { text, level: atomLevel }
}

function within({ text, level }: Piece, least: number): string {
  return level < least ? `(${text})` : text
}
