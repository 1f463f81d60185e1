import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { positive } from '../signs.js'

/** `log(1 + exp(x))`. */
export const softplus: ElementaryFunction = {
  name: 'softplus',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.call('sigmoid', [x!])],
  evaluate: (x = NaN) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  kinks: () => [],
  signs: () => positive,
  simplify: ([x], graph) => (x === graph.zero ? graph.call('log', [graph.constant(2)]) : undefined),
  latex: called('\\operatorname{softplus}'),
}
