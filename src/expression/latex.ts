import { identifierLatex } from '../base/notation.js'
import {
  arrangedArguments,
  arrangedParts,
  arrangedQuotient,
  type Part,
  type WrittenNodes,
} from './arrangement.js'
import { parenthesised } from './latex-calls.js'
import type { CallNode, Expression, Factor, SumNode } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { lengthLimit, writtenTexts } from './text.js'
import { orderNodes } from './traverse.js'

/** A piece of LaTeX and how tightly it holds together. */
export interface Typeset {
  readonly latex: string
  readonly level: 'sum' | 'product' | 'power' | 'atom'
}

/** What is typeset already, and the written order. */
export interface Typesetting {
  readonly written: WrittenNodes
  readonly typeset: Map<Expression, Typeset>
}

/** The expression in LaTeX math mode, terms and factors in the order of `toText`. Throws `too-large`. */
export function toLatex(e: Expression): string {
  return typesetting([e]).typeset.get(e)!.latex
}

/** Typesets every node of the expressions. */
export function typesetting(es: readonly Expression[]): Typesetting {
  const context: Typesetting = { written: writtenTexts(es), typeset: new Map() }
  const limit = lengthLimit('the LaTeX of an expression')
  for (const node of orderNodes(es)) {
    const made = typeset(node, context)
    limit(made.latex)
    context.typeset.set(node, made)
  }
  return context
}

function typeset(e: Expression, context: Typesetting): Typeset {
  switch (e.kind) {
    case 'constant':
      return number(e.value)
    case 'symbol':
      return { latex: identifierLatex(e.name, (other) => e.graph.hasSymbol(other)), level: 'atom' }
    case 'sum':
      return sum(e, context)
    case 'product':
      return quotient(rational.one, e, context)
    case 'call':
      return call(e, undefined, context)
  }
}

function number(value: Rational): Typeset {
  const magnitude = rational.absolute(value)
  const latex = rational.isInteger(value)
    ? String(magnitude.numerator)
    : `\\frac{${magnitude.numerator}}{${magnitude.denominator}}`
  if (rational.sign(value) < 0) return { latex: `-${latex}`, level: 'sum' }
  return { latex, level: rational.isInteger(value) ? 'atom' : 'power' }
}

function sum(e: SumNode, context: Typesetting): Typeset {
  const parts = arrangedParts(e, context.written)
  if (parts.length === 1 && !parts[0]!.negative) return typesetMagnitude(parts[0]!, context)
  return { latex: signedParts(parts, context).join(' '), level: 'sum' }
}

/** The parts of a sum with their signs, `+ ` in front of all but the first. */
export function signedParts(parts: readonly Part[], context: Typesetting): string[] {
  return parts.map((part, i) => signOf(part, i === 0) + bracketed(typesetMagnitude(part, context)))
}

export function signOf({ negative }: Part, first: boolean): string {
  return first ? (negative ? '-' : '') : negative ? '- ' : '+ '
}

export function typesetMagnitude({ magnitude, term }: Part, context: Typesetting): Typeset {
  return term === undefined ? number(magnitude) : quotient(magnitude, term, context)
}

/** `coefficient·e` for a coefficient that is not negative. */
function quotient(coefficient: Rational, e: Expression, context: Typesetting): Typeset {
  const { radicals, above, below } = arrangedQuotient(e, context.written)
  const over = [
    ...radicals.map(({ radicand, exponent }) => root(radicand, exponent)),
    ...above.map((factor) => typesetPower(factor, context)),
  ]
  const under = below.map((factor) => typesetPower(factor, context))
  const onlyNumbers = above.every(({ base }) => context.written.get(base)!.numeric)
  if (under.length === 0 && !onlyNumbers)
    return juxtaposed(rational.isOne(coefficient) ? over : [number(coefficient), ...over])
  const { numerator, denominator } = coefficient
  if (numerator !== 1n || over.length === 0) over.unshift(number(rational.of(numerator)))
  if (denominator !== 1n) under.unshift(number(rational.of(denominator)))
  if (under.length === 0) return juxtaposed(over)
  return { latex: `\\frac{${alone(over)}}{${alone(under)}}`, level: 'product' }
}

// A single sum above or below the line needs no parentheses.
function alone(factors: readonly Typeset[]): string {
  return juxtaposed(factors).latex
}

function root(radicand: bigint, exponent: Rational): Typeset {
  const inside = String(radicand ** exponent.numerator)
  const degree = exponent.denominator === 2n ? '' : `[${exponent.denominator}]`
  return { latex: `\\sqrt${degree}{${inside}}`, level: 'atom' }
}

function juxtaposed(factors: readonly Typeset[]): Typeset {
  if (factors.length === 1) return factors[0]!
  return { latex: factors.map(bracketed).reduce(beside), level: 'product' }
}

export function bracketed({ latex, level }: Typeset): string {
  return level === 'sum' ? parenthesised(latex) : latex
}

/** Two factors next to each other: a thin space unless both are plain letters or a number and a letter. */
export function beside(left: string, right: string): string {
  if (/^\d/.test(right)) return `${left} \\cdot ${right}`
  const plain = startsPlainly(right) && endsPlainly(left)
  return `${left}${plain ? ' ' : '\\,'}${right}`
}

const startsPlainly = (latex: string): boolean =>
  /^([A-Za-z]|\\(?!frac|left|bigl|operatorname|mathrm|log|exp|sin|cos|tan|arc|max|min)[A-Za-z]+)(?![A-Za-z])/.test(
    latex,
  ) && !/^\\(sinh|cosh|tanh)/.test(latex)

const endsPlainly = (latex: string): boolean =>
  !/[)|]$|\\right.$|\\frac\{[^\\]*\}$|\\mathrm\{[^{}]*\}$/.test(latex)

export function typesetPower({ base, exponent }: Factor, context: Typesetting): Typeset {
  const inner = context.typeset.get(base)!
  if (rational.isOne(exponent)) return inner
  if (rational.equals(exponent, rational.half)) return { latex: `\\sqrt{${inner.latex}}`, level: 'power' }
  return raised(base, rational.toString(exponent), context)
}

function raised(base: Expression, exponent: string, context: Typesetting): Typeset {
  if (base.kind === 'call') return call(base, exponent, context)
  const { latex, level } = context.typeset.get(base)!
  return { latex: `${level === 'atom' ? latex : parenthesised(latex)}^{${exponent}}`, level: 'power' }
}

function call(e: CallNode, exponent: string | undefined, context: Typesetting): Typeset {
  const { fn } = e
  const args = arrangedArguments(e, context.written).map((arg) => context.typeset.get(arg)!.latex)
  if (fn.name === 'power') {
    const power = raised(e.args[0]!, args[1]!, context)
    return exponent === undefined
      ? power
      : { latex: `${parenthesised(power.latex)}^{${exponent}}`, level: 'power' }
  }
  return { latex: fn.latex(args, exponent), level: exponent === undefined ? 'atom' : 'power' }
}
