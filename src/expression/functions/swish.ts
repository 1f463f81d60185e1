import { add, multiply, subtract } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { logistic } from './sigmoid.js'

/** `x·sigmoid(x)`. */
export const swish: ElementaryFunction = {
  name: 'swish',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative([x], self) {
    const gate = x!.graph.call('sigmoid', [x!])
    return [add(gate, multiply(self, subtract(1, gate)))]
  },
  evaluate: (x = NaN) => (x === -Infinity ? 0 : x * logistic(x)),
  kinks: () => [],
  signs: ([x]) => x!,
  simplify: ([x], graph) => (x === graph.zero ? graph.zero : undefined),
  latex: called('\\operatorname{swish}'),
}
