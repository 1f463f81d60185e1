import { add, subtract } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction, Expression, Graph } from '../nodes.js'
import { anySign, nonnegative, positive, within } from '../signs.js'

const logarithm = called('\\log')

/**
 * `log(exp(x1) + exp(x2) + …)`, by the largest argument and what the others add to it, so that nothing overflows and a
 * small addition keeps its digits (Blanchard, Higham & Higham, IMA Journal of Numerical Analysis 41, 2021). Never below
 * the largest argument, also in floating point.
 */
export const logsumexp: ElementaryFunction = {
  name: 'logsumexp',
  arity: { min: 1, max: Infinity },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: (args, self) => args.map((arg) => arg.graph.call('exp', [subtract(arg, self)])),
  evaluate: (...args) => shifted(args),
  kinks: () => [],
  signs: (args) => (args.length > 1 && args.some((arg) => within(arg, nonnegative)) ? positive : anySign),
  simplify,
  latex: (args, exponent) => logarithm([args.map(exponentialLatex).join(' + ')], exponent),
}

const exponentialLatex = (x: string): string => (x === '0' ? '1' : `e^{${x}}`)

function shifted(args: readonly number[]): number {
  const largest = Math.max(...args)
  if (!Number.isFinite(largest)) return largest
  const at = args.indexOf(largest)
  // Without the term of the largest, which is 1: it would swallow the digits of the others.
  const rest = args.reduce((sum, x, i) => (i === at ? sum : sum + Math.exp(x - largest)), 0)
  return largest + Math.log1p(rest)
}

/** Nested calls flattened, n equal arguments x made one x + log(n), the others in order of id. */
function simplify(args: readonly Expression[], graph: Graph): Expression | undefined {
  const counts = new Map<Expression, number>()
  for (const part of args.flatMap(summands)) counts.set(part, (counts.get(part) ?? 0) + 1)
  const merged = [...counts].map(([part, count]) =>
    count === 1 ? part : add(part, graph.call('log', [graph.constant(count)])),
  )
  const sorted = merged.sort((a, b) => a.id - b.id)
  if (sorted.length === 1) return sorted[0]
  // The constant 0 is the oldest node of a graph.
  if (sorted.length === 2 && sorted[0] === graph.zero) return graph.call('softplus', [sorted[1]!])
  const canonical = sorted.length === args.length && sorted.every((part, i) => part === args[i])
  return canonical ? undefined : graph.call('logsumexp', sorted)
}

/** Arguments that have the same `logsumexp` as this one alone. */
function summands(e: Expression): readonly Expression[] {
  if (e.kind !== 'call') return [e]
  if (e.fn.name === 'softplus') return [e.graph.zero, ...e.args.flatMap(summands)]
  return e.fn.name === 'logsumexp' ? e.args : [e]
}
