import { evaluateAll, type Expression, parseFormula } from '../../src/expression/index.js'
import type { StabilityConditions } from '../../src/theory/index.js'

const functions = new Set(['sqrt', 'abs', 'min', 'max', 'log', 'exp', 'tanh', 'sign', 'relu'])

/** A formula as it is printed, in the graph of the conditions. */
export const readFormula = (
  text: string,
  { rate: { graph } }: Pick<StabilityConditions, 'rate'>,
): Expression =>
  parseFormula(
    { text, span: () => ({ source: 't', line: 1, column: 1, length: 1, text }) },
    {
      graph,
      lookup: (name) =>
        functions.has(name)
          ? undefined
          : { shape: [], entries: [graph.symbol(name, name === 'eta' ? { positive: true } : {})] },
      names: () => ({ parameters: [], data: [] }),
    },
  ).entries[0]!

/** The truth of a condition as it is printed, `and` before `or`, for values by name. */
export function reader(text: string, found: Pick<StabilityConditions, 'rate'>): (values: Record<string, number>) => boolean {
  const either = apart(text, ' or ').map((part) => apart(part, ' and '))
  if (either.length > 1 || either[0]!.length > 1) {
    const parts = either.map((both) => both.map((part) => reader(part, found)))
    return (values) => parts.some((both) => both.every((part) => part(values)))
  }
  const plain = text.replace(/ \([a-z ]*rounded\)/, '').trim()
  const less = apart(plain, ' < ')
  const sides = less.length > 1 ? less : apart(plain, ' > ').reverse()
  if (sides.length < 2) return reader(plain.replace(/^\((.*)\)$/, '$1'), found)
  const { graph } = found.rate
  const read = sides.map((side) => readFormula(side, found))
  return (values) => {
    const known = new Map(Object.entries(values).map(([name, value]) => [graph.symbol(name, name === 'eta' ? { positive: true } : {}), value]))
    const numbers = evaluateAll(read, known)
    return numbers.every((x, i) => i === 0 || numbers[i - 1]! < x)
  }
} // prettier-ignore

/** Splits where no parenthesis is open. */
function apart(text: string, separator: string): string[] {
  const parts = ['']
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')') depth--
    if (depth === 0 && text.startsWith(separator, i)) {
      parts.push('')
      i += separator.length - 1
    } else parts[parts.length - 1]! += text[i]!
  }
  return parts
}
