import type { WrittenFormula } from '../../geometry/index.js'
import type { Condition, Notion, StabilityConditions } from '../../theory/index.js'
import type { Style } from '../style.js'
import { table } from '../text.js'

const titles: Record<Notion, string> = {
  'gradient descent': 'Gradient descent',
  'heavy ball': 'Gradient descent with heavy-ball momentum (v <- beta*v - eta*grad L, w <- w + v)',
  Nesterov: "Nesterov's method (y = w + beta*(w - previous w), w <- y - eta*grad L(y))",
  'mean square': 'Stochastic gradient descent, in mean square',
  'almost surely': 'Stochastic gradient descent, almost surely',
  'gradient descent with weight decay': 'Gradient descent with weight decay',
  'heavy ball with weight decay': 'Heavy-ball momentum with weight decay',
  'Nesterov with weight decay': "Nesterov's method with weight decay",
}

// Entries of K beyond these, and longer formulas, are for the JSON.
const mostEntries = 6
const longest = 1200

/** The conditions by notion, with what they are made of. */
export function conditionsText(
  { gram, definitions, conditions, exponents, hypotheses, notes, dataAsSymbols }: StabilityConditions,
  { style, width }: { readonly style: Style; readonly width: number },
  latex: boolean,
): string {
  const write = (formula: WrittenFormula): string => {
    const shown = latex ? formula.latex : formula.text
    const [, name = ''] = /^([^\s=<>]+ = )/.exec(shown) ?? []
    return shown.length > longest ? `${name}(${shown.length} characters, in the JSON)` : shown
  }
  const section = (title: string, rows: string[][]): string => `\n${style.strong(title)}\n${table(rows, '  ', width)}`
  const list = (items: readonly string[]): string[][] => items.map((item) => [item])
  const shown = gram.slice(0, mostEntries).map((entry) => [write(entry)])
  const left = gram.length - shown.length
  const sums = dataAsSymbols ? definitions.map(({ formula }) => [write(formula)]) : []
  const entries = [...shown, ...(left > 0 ? [[`${left} more entries, in the JSON`]] : []), ...sums]
  const notions = [...new Set(conditions.map(({ notion }) => notion))]
  return [
    ...(entries.length === 0 ? [] : [section('Gram matrix of the gradients', entries)]),
    ...notions.map((notion) => section(titles[notion], conditions.filter((each) => each.notion === notion).flatMap((each) => rowsOf(each, write)))),
    ...(exponents.length === 0 ? [] : [section('Lyapunov exponent at single learning rates', exponents.map(({ rate, exponent }) => [write(rate), write(exponent)]))]),
    ...(hypotheses.length === 0 || conditions.length === 0 ? [] : [section('Presupposed', list(hypotheses))]),
    ...(notes.length === 0 ? [] : [section('Notes', list(notes))]),
  ].join('\n')
} // prettier-ignore

function rowsOf({ says, kind, formulas, along, at, evidence }: Condition, write: (formula: WrittenFormula) => string): string[][] {
  const { certainty, basis, points } = evidence
  const isGeneral = basis === 'no special form of K'
  const why = isGeneral ? '' : `${basis} (${certainty === 'proved' ? 'proved' : 'seen at the points, not proved'}); `
  return [
    ...formulas.map((formula, i) => [i === 0 ? says : '  and', write(formula)]),
    ...along.map((formula) => ['  on the set', write(formula)]),
    ...at.map(({ point, formula }) => [`  at ${point}`, write(formula)]),
    ['  because', `${kind}; ${why}agrees with the linearised steps at ${points} points`],
  ]
} // prettier-ignore
