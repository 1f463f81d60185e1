import { add, divide, reciprocal, square } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { odd } from '../symmetry.js'

export const atan: ElementaryFunction = {
  name: 'atan',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [reciprocal(add(1, square(x!)))],
  evaluate: (x = NaN) => Math.atan(x),
  kinks: () => [],
  signs: ([x]) => x!,
  simplify: odd('atan', ([x], graph) => (x === graph.one ? divide(graph.call('pi', []), 4) : undefined)),
  latex: called('\\arctan'),
}
