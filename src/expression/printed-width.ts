import { identifierLatex } from '../base/notation.js'
import { latexWidth } from './latex-width.js'
import type { Expression, Factor } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { orderNodes } from './traverse.js'

// Far beyond anything printed; widths of expressions with much sharing grow exponentially.
const widest = 1e12

/**
 * About how wide an expression is in LaTeX, in characters, without typesetting it: shared parts count wherever they are
 * printed. See `latexWidth` for the unit.
 */
export function printedWidth(e: Expression): number {
  return printedWidths([e])[0]!
}

/** Likewise for several, in time proportional to all their nodes. */
export function printedWidths(es: readonly Expression[]): number[] {
  const widths = new Map<Expression, number>()
  for (const node of orderNodes(es))
    widths.set(
      node,
      widthOver(node, (child) => widths.get(child)!),
    )
  return es.map((e) => widths.get(e)!)
}

/** The width of one node, given those of its operands. */
export function widthOver(e: Expression, widthOf: (operand: Expression) => number): number {
  return Math.min(widest, uncapped(e, widthOf))
}

function uncapped(e: Expression, widthOf: (operand: Expression) => number): number {
  switch (e.kind) {
    case 'constant':
      return numberWidth(e.value) + (rational.sign(e.value) < 0 ? 1 : 0)
    case 'symbol':
      return latexWidth(identifierLatex(e.name))
    case 'sum': {
      const constant = rational.isZero(e.constant) ? 0 : numberWidth(e.constant) + 2
      return e.terms.reduce((sum, { coefficient, term }) => {
        const isUnit = rational.isOne(rational.absolute(coefficient))
        return sum + 2 + (isUnit ? 0 : numberWidth(coefficient) + brackets(term)) + widthOf(term)
      }, constant - 2)
    }
    case 'product': {
      const side = (sign: number): number =>
        e.factors
          .filter(({ exponent }) => rational.sign(exponent) === sign)
          .reduce((sum, factor) => sum + factorWidth(factor, e.factors.length > 1, widthOf), 0)
      const below = side(-1)
      return below === 0 ? side(1) : 0.3 + Math.max(1, side(1), below)
    }
    case 'call': {
      const args = e.args.reduce((sum, arg) => sum + widthOf(arg) + 1, 0)
      if (e.fn.name === 'power' || e.fn.name === 'exp') return 1 + 0.8 * args
      return e.args.length === 0 ? 1 : Math.min(e.fn.name.length, 5) + 0.2 + args
    }
  }
}

function factorWidth(
  { base, exponent }: Factor,
  besideOthers: boolean,
  widthOf: (operand: Expression) => number,
): number {
  const raised = rational.absolute(exponent)
  const gap = besideOthers ? 0.3 : 0
  if (rational.equals(raised, rational.half)) return gap + 1 + widthOf(base)
  if (rational.isOne(raised)) return gap + widthOf(base) + (besideOthers ? brackets(base) : 0)
  return gap + widthOf(base) + brackets(base) + 0.7 * rational.toString(raised).length
}

const brackets = (e: Expression): number => (e.kind === 'sum' ? 1.2 : 0)

function numberWidth({ numerator, denominator }: Rational): number {
  const digits = (value: bigint): number => String(value < 0n ? -value : value).length
  return denominator === 1n ? digits(numerator) : 0.3 + Math.max(digits(numerator), digits(denominator))
}
