import { identifierLatex } from '../base/notation.js'
import { parenthesised } from './latex-calls.js'
import type { Expression, Factor } from './nodes.js'
import { type WrittenTerm, writtenFactors, writtenTerms } from './print-order.js'
import { type Rational, rational } from './rational.js'

// How tightly what was typeset binds.
const enum Binding {
  sum,
  product,
  power,
  atom,
}

interface Typeset {
  readonly latex: string
  readonly binding: Binding
  /** Ends or begins with a digit, so that a neighbour would read as part of the number. */
  readonly isNumber?: boolean
}

/** An expression as LaTeX for math mode, as a paper would print it: `\frac{5}{2}b\,(ab - 2)`. */
export function toLatex(e: Expression): string {
  return typeset(e).latex
}

/** The terms of a sum with their signs, in the order in which they are printed; one entry for anything else. */
export function latexTerms(e: Expression): string[] {
  return e.kind === 'sum' ? writtenTerms(e).map(signedTerm) : [toLatex(e)]
}

function typeset(e: Expression): Typeset {
  switch (e.kind) {
    case 'constant':
      return typesetRational(e.value)
    case 'symbol':
      return { latex: identifierLatex(e.name), binding: Binding.atom }
    case 'call':
      if (e.fn.name === 'power')
        return {
          latex: `{${within(e.args[0]!, Binding.atom)}}^{${toLatex(e.args[1]!)}}`,
          binding: Binding.power,
        }
      return { latex: e.fn.latex(e.args.map(toLatex)), binding: Binding.atom }
    case 'product':
      return typesetProduct(rational.one, e.factors)
    case 'sum': {
      const terms = writtenTerms(e)
      const single = terms.length === 1 && !terms[0]!.negative
      return { latex: terms.map(signedTerm).join(' '), binding: single ? Binding.product : Binding.sum }
    }
  }
}

function signedTerm({ negative, size, rest }: WrittenTerm, index: number): string {
  const { latex } =
    rest === undefined
      ? typesetRational(size)
      : rest.kind === 'product'
        ? typesetProduct(size, rest.factors)
        : typesetProduct(size, [{ base: rest, exponent: rational.one }])
  if (index === 0) return negative ? `-${latex}` : latex
  return `${negative ? '-' : '+'} ${latex}`
}

function typesetRational(value: Rational): Typeset {
  const sign = value.numerator < 0n ? '-' : ''
  const size = sign === '' ? value.numerator : -value.numerator
  const latex = value.denominator === 1n ? String(size) : `\\frac{${size}}{${value.denominator}}`
  return { latex: sign + latex, binding: sign === '' ? Binding.atom : Binding.sum, isNumber: true }
}

function typesetProduct(size: Rational, factors: readonly Factor[]): Typeset {
  const { above, below } = writtenFactors(factors)
  const plainCoefficient = rational.equals(size, rational.one)
  if (below.length === 0) {
    const parts = above.map(typesetPower)
    if (!plainCoefficient || parts.length === 0) parts.unshift(typesetRational(size))
    return parts.length === 1 ? parts[0]! : { latex: juxtaposed(parts), binding: Binding.product }
  }
  // Below a line: a numerical coefficient joins the fraction, so that 5/2·1/x is 5/(2x).
  const [top, bottom] = [above.map(typesetPower), below.map(typesetPower)]
  if (size.numerator !== 1n || top.length === 0) top.unshift(typesetRational({ numerator: size.numerator, denominator: 1n })) // prettier-ignore
  if (size.denominator !== 1n) bottom.unshift(typesetRational({ numerator: size.denominator, denominator: 1n })) // prettier-ignore
  return { latex: `\\frac{${alone(top)}}{${alone(bottom)}}`, binding: Binding.atom }
}

// A single sum above or below a line needs no parentheses.
function alone(parts: readonly Typeset[]): string {
  return parts.length === 1 ? parts[0]!.latex : juxtaposed(parts)
}

function juxtaposed(parts: readonly Typeset[]): string {
  return parts
    .map(({ latex, binding }) => (binding < Binding.product ? parenthesised(latex) : latex))
    .reduce((line, next, index) => `${line}${separator(parts, index, next)}${next}`)
}

// Letters stand side by side; a thin space sets off parentheses and functions; a dot keeps numbers apart.
function separator(parts: readonly Typeset[], index: number, next: string): string {
  const previous = parts[index - 1]!
  if (parts[index]!.isNumber === true || (previous.isNumber === true && /^\d|^\\frac\{\d/.test(next)))
    return ' \\cdot '
  return /^(\\left)?\(|^\\(?!frac|sqrt|[a-z]+(?![a-z(])[_^ ]|[A-Za-z]+$)/.test(next) ? ' \\, ' : ' '
}

function typesetPower({ base, exponent }: Factor): Typeset {
  if (rational.equals(exponent, rational.one)) return typeset(base)
  if (rational.equals(exponent, rational.of(1, 2)))
    return { latex: `\\sqrt{${toLatex(base)}}`, binding: Binding.atom }
  const { latex } = typesetRational(exponent)
  const shown = exponent.denominator === 1n ? latex : `${exponent.numerator}/${exponent.denominator}`
  if (base.kind === 'call' && base.fn.name !== 'power' && base.args.length > 0) {
    // \tanh^2(x) for whole powers of named functions, parentheses around everything else.
    const call = toLatex(base)
    const head = /^(\\(?:tanh|sinh|cosh|sin|cos|tan|log))(.*)$/s.exec(call)
    if (head !== null && exponent.denominator === 1n)
      return { latex: `${head[1]}^{${shown}}${head[2]}`, binding: Binding.atom }
    return { latex: `${parenthesised(call)}^{${shown}}`, binding: Binding.power }
  }
  return { latex: `${within(base, Binding.atom)}^{${shown}}`, binding: Binding.power }
}

function within(e: Expression, needed: Binding): string {
  const { latex, binding, isNumber } = typeset(e)
  const isFraction = isNumber === true && latex.startsWith('\\frac')
  return binding < needed || isFraction ? parenthesised(latex) : latex
}
