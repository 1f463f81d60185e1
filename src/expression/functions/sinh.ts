import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { odd } from '../symmetry.js'

export const sinh: ElementaryFunction = {
  name: 'sinh',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.call('cosh', [x!])],
  evaluate: (x = NaN) => Math.sinh(x),
  kinks: () => [],
  signs: ([x]) => x!,
  simplify: odd('sinh'),
  latex: called('\\sinh'),
}
