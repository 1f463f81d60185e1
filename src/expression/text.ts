import type { Expression, Factor } from './nodes.js'
import { writtenFactors, writtenTerms } from './print-order.js'
import { type Rational, rational } from './rational.js'

// How tightly what was written binds: a sum needs parentheses inside a product, and so on.
const enum Binding {
  sum,
  product,
  power,
  atom,
}

interface Written {
  readonly text: string
  readonly binding: Binding
}

/** An expression in the syntax in which formulas are written; parsing it gives the same object again. */
export function toText(e: Expression): string {
  return write(e).text
}

function write(e: Expression): Written {
  switch (e.kind) {
    case 'constant':
      return writeRational(e.value)
    case 'symbol':
      return { text: e.name, binding: Binding.atom }
    case 'call':
      if (e.args.length === 0) return { text: e.fn.name, binding: Binding.atom }
      if (e.fn.name === 'power')
        return {
          text: `${inside(e.args[0]!, Binding.atom)}^${inside(e.args[1]!, Binding.atom)}`,
          binding: Binding.power,
        }
      return { text: `${e.fn.name}(${e.args.map(toText).join(', ')})`, binding: Binding.atom }
    case 'product':
      return writeProduct(rational.one, e.factors)
    case 'sum': {
      const terms = writtenTerms(e)
      const texts = terms.map(({ negative, size, rest }, index) => {
        const written =
          rest === undefined
            ? writeRational(size)
            : rest.kind === 'product'
              ? writeProduct(size, rest.factors)
              : writeProduct(size, [{ base: rest, exponent: rational.one }])
        const sign = index === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + '
        return sign + written.text
      })
      const single = terms.length === 1 && !terms[0]!.negative
      return { text: texts.join(''), binding: single ? Binding.product : Binding.sum }
    }
  }
}

function writeRational(value: Rational): Written {
  const text = rational.toString(value)
  const binding = text.startsWith('-') ? Binding.sum : text.includes('/') ? Binding.product : Binding.atom
  return { text, binding }
}

// 5/2*b*(a*b - 2), 3*x/(y*z), 1/x: the coefficient comes first, everything below the line last.
function writeProduct(size: Rational, factors: readonly Factor[]): Written {
  const { above, below } = writtenFactors(factors)
  const numerator = above.map(writePower)
  const lone = numerator.length === 0
  if (!rational.equals(size, rational.one) || lone)
    numerator.unshift({ text: rational.toString(size), binding: Binding.product })
  if (numerator.length === 1 && below.length === 0 && rational.equals(size, rational.one))
    return numerator[0]!
  const top = numerator.map(({ text, binding }) => enclosed(text, binding, Binding.product)).join('*')
  if (below.length === 0) return { text: top, binding: Binding.product }
  const denominators = below.map(writePower)
  const bottom =
    denominators.length === 1
      ? enclosed(denominators[0]!.text, denominators[0]!.binding, Binding.power)
      : `(${denominators.map(({ text, binding }) => enclosed(text, binding, Binding.product)).join('*')})`
  return { text: `${top}/${bottom}`, binding: Binding.product }
}

function writePower({ base, exponent }: Factor): Written {
  if (rational.equals(exponent, rational.one)) return write(base)
  if (rational.equals(exponent, half)) return { text: `sqrt(${toText(base)})`, binding: Binding.atom }
  const text = rational.isInteger(exponent) ? rational.toString(exponent) : `(${rational.toString(exponent)})`
  return { text: `${inside(base, Binding.atom)}^${text}`, binding: Binding.power }
}

const half = rational.of(1, 2)

function inside(e: Expression, needed: Binding): string {
  const { text, binding } = write(e)
  return enclosed(text, binding, needed)
}

function enclosed(text: string, binding: Binding, needed: Binding): string {
  return binding < needed ? `(${text})` : text
}
