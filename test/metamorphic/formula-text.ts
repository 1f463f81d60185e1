import { type Expression, type Rational, rational } from '../../src/expression/index.js'

/** How an expression is to be written down again. */
export interface Writing {
  /** What stands for a symbol; compound texts in parentheses. */
  readonly symbol: (name: string) => string
  /** Terms and factors from the last to the first. */
  readonly reversed?: boolean
  /** 0.5 in place of 1/2, where the decimal ends. */
  readonly decimals?: boolean
}

/** An expression as a formula, fully bracketed: nothing is shared with the printer of the library. */
export function formulaOf(e: Expression, writing: Writing): string {
  const inner = (part: Expression): string => formulaOf(part, writing)
  const number = (value: Rational): string => numberText(value, writing.decimals ?? false)
  const ordered = (parts: string[]): string[] => (writing.reversed === true ? parts.reverse() : parts)
  switch (e.kind) {
    case 'constant':
      return number(e.value)
    case 'symbol':
      return writing.symbol(e.name)
    case 'sum': {
      const terms = e.terms.map(({ coefficient, term }) =>
        ordered([number(coefficient), inner(term)]).join('*'),
      )
      return `(${ordered([number(e.constant), ...terms]).join(' + ')})`
    }
    case 'product':
      return `(${ordered(e.factors.map(({ base, exponent }) => `(${inner(base)})^(${numberText(exponent, false)})`)).join('*')})`
    case 'call': {
      const args = e.args.map(inner)
      if (e.fn.name === 'power') return `((${args[0]!})^(${args[1]!}))`
      return args.length === 0 ? e.fn.name : `${e.fn.name}(${args.join(', ')})`
    }
  }
}

function numberText(value: Rational, decimals: boolean): string {
  const text = rational.toString(value)
  const decimal = String(rational.toNumber(value))
  const ends = decimals && text.includes('/') && decimal.length < 12 && !decimal.includes('e')
  return `(${ends ? decimal : text})`
}
