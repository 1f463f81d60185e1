import { everywhere } from '../domains.js'
import { sineOfPi } from '../exact-angles.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { from } from '../ranges.js'
import { anySign } from '../signs.js'
import { odd } from '../symmetry.js'

export const sin: ElementaryFunction = {
  name: 'sin',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.call('cos', [x!])],
  evaluate: (x = NaN) => Math.sin(x),
  kinks: () => [],
  range: from(-1, 1),
  signs: () => anySign,
  simplify: odd('sin', ([x]) => sineOfPi(x!)),
  latex: called('\\sin'),
}
