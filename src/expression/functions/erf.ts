import { everywhere } from '../domains.js'
import { divide, multiply, negate, square, squareRoot } from '../arithmetic.js'
import { erf as evaluateErf } from '../error-function.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { between } from '../ranges.js'
import { odd } from '../symmetry.js'

/** `2/sqrt(pi) ∫₀ˣ exp(-t²) dt`. */
export const erf: ElementaryFunction = {
  name: 'erf',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative([x]) {
    const { graph } = x!
    const bell = graph.call('exp', [negate(square(x!))])
    return [multiply(divide(2, squareRoot(graph.call('pi', []))), bell)]
  },
  evaluate: (x = NaN) => evaluateErf(x),
  kinks: () => [],
  range: between(-1, 1),
  signs: ([x]) => x!,
  simplify: odd('erf'),
  latex: called('\\operatorname{erf}'),
}
