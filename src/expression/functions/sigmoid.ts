import { multiply, subtract } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { between } from '../ranges.js'
import { rational } from '../rational.js'
import { positive } from '../signs.js'

/** `1/(1 + exp(-x))`. */
export const sigmoid: ElementaryFunction = {
  name: 'sigmoid',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: (_args, self) => [multiply(self, subtract(1, self))],
  evaluate: (x = NaN) => logistic(x),
  kinks: () => [],
  range: between(0, 1),
  signs: () => positive,
  simplify: ([x], graph) => (x === graph.zero ? graph.constant(rational.half) : undefined),
  latex: called('\\operatorname{sigmoid}'),
}

/** The logistic function; the exponential never overflows and small values keep their relative accuracy. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const small = Math.exp(x)
  return small / (1 + small)
}
