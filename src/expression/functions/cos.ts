import { negate } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { cosineOfPi } from '../exact-angles.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { from } from '../ranges.js'
import { anySign } from '../signs.js'
import { withoutMinus } from '../symmetry.js'

export const cos: ElementaryFunction = {
  name: 'cos',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [negate(x!.graph.call('sin', [x!]))],
  evaluate: (x = NaN) => Math.cos(x),
  kinks: () => [],
  range: from(-1, 1),
  signs: () => anySign,
  simplify([x], graph) {
    if (x === graph.zero) return graph.one
    const reflected = withoutMinus(x!)
    return reflected === undefined ? cosineOfPi(x!) : graph.call('cos', [reflected])
  },
  latex: called('\\cos'),
}
