import { readable } from '../../../calculus/index.js'
import { divide, evaluate, type Expression, freeSymbols, toLatex, toText } from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'
import type { Claim } from './contract.js'
import type { RateEnd, RateSet } from './rate-sets.js'

/** η < a or b < η < c or …, with the scale written into the ends. */
export function writtenWindows({ scale, ends, exact }: Extract<Claim, { form: 'windows' }>, rate: Expression): WrittenFormula {
  const at = ends.map((end) => (exact ? writtenExpression(readable(divide(end, scale))) : writtenDecimal(end, scale)))
  const intervals = at.flatMap((to, k) => (k % 2 === 0 ? [{ from: at[k - 1], to }] : []))
  return either(intervals, rate, exact ? 'none' : 'all')
} // prettier-ignore

/** A set of learning rates, exact ends as expressions and rounded ones as decimals. */
export function writtenSet(set: RateSet, rate: Expression): WrittenFormula {
  const ends = set.flatMap(({ from, to }) => [from, to]).filter((end) => end !== undefined)
  const isExact = ends.map(({ exact }) => exact)
  const written = (end: RateEnd | undefined): WrittenFormula | undefined =>
    end && (end.exact ? writtenExpression(end.value) : writtenDecimal(end.value, rate.graph.one))
  const rounded = !isExact.includes(false) ? 'none' : isExact.includes(true) ? 'some' : 'all'
  return either(set.map(({ from, to }) => ({ from: written(from), to: written(to) })), rate, rounded)
} // prettier-ignore

/** In parentheses where it is a choice, as a part of a conjunction. */
export function grouped({ text, latex }: WrittenFormula): WrittenFormula {
  return text.includes(' or ') ? { text: `(${text})`, latex: `\\left(${latex}\\right)` } : { text, latex }
}

const rounding = {
  none: { text: '', latex: '' },
  some: { text: ' (decimals are rounded)', latex: '\\quad\\text{(decimals are rounded)}' },
  all: { text: ' (rounded)', latex: '\\quad\\text{(rounded)}' },
}

interface WrittenInterval {
  readonly from: WrittenFormula | undefined
  readonly to: WrittenFormula | undefined
}

function either(intervals: readonly WrittenInterval[], rate: Expression, rounded: keyof typeof rounding): WrittenFormula {
  if (intervals.length === 0) return { text: `no ${toText(rate)} > 0`, latex: `\\text{no } ${toLatex(rate)} > 0` }
  const [h, hx] = [toText(rate), toLatex(rate)]
  const parts = intervals.map(({ from, to }): WrittenFormula => {
    if (to === undefined) return { text: `${h} > ${from?.text ?? '0'}`, latex: `${hx} > ${from?.latex ?? '0'}` }
    return from === undefined
      ? { text: `${h} < ${to.text}`, latex: `${hx} < ${to.latex}` }
      : { text: `${from.text} < ${h} < ${to.text}`, latex: `${from.latex} < ${hx} < ${to.latex}` }
  })
  return {
    text: parts.map(({ text }) => text).join(' or ') + rounding[rounded].text,
    latex: parts.map(({ latex }) => latex).join('\\quad\\text{or}\\quad ') + rounding[rounded].latex,
  }
} // prettier-ignore

const writtenExpression = (e: Expression): WrittenFormula => ({ text: toText(e), latex: toLatex(e) })

/** A rounded number over an exact expression: digits, never a fraction that looks exact. */
function writtenDecimal(end: Expression, scale: Expression): WrittenFormula {
  const value = evaluate(end, new Map())
  if (freeSymbols(scale).size === 0) {
    const digits = (value / evaluate(scale, new Map())).toPrecision(10)
    return { text: digits, latex: digits }
  }
  const digits = value.toPrecision(10)
  return { text: `${digits}/(${toText(scale)})`, latex: `\\frac{${digits}}{${toLatex(scale)}}` }
}
