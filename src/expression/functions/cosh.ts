import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { from } from '../ranges.js'
import { positive } from '../signs.js'
import { withoutMinus } from '../symmetry.js'

export const cosh: ElementaryFunction = {
  name: 'cosh',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.call('sinh', [x!])],
  evaluate: (x = NaN) => Math.cosh(x),
  kinks: () => [],
  range: from(1),
  signs: () => positive,
  simplify([x], graph) {
    if (x === graph.zero) return graph.one
    const reflected = withoutMinus(x!)
    return reflected === undefined ? undefined : graph.call('cosh', [reflected])
  },
  latex: called('\\cosh'),
}
