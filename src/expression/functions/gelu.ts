import { add, divide, multiply, scale, square, squareRoot } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { timesNormalCdf } from '../error-function.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'

/** `x·Φ(x)` with the normal distribution function Φ: the exact form, not the tanh approximation. */
export const gelu: ElementaryFunction = {
  name: 'gelu',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative([x]) {
    const { graph } = x!
    const cumulative = scale(
      rational.half,
      add(1, graph.call('erf', [divide(x!, squareRoot(graph.constant(2)))])),
    )
    const bell = graph.call('exp', [scale(rational.of(-1, 2), square(x!))])
    const density = divide(bell, squareRoot(multiply(2, graph.call('pi', []))))
    return [add(cumulative, multiply(x!, density))]
  },
  evaluate: (x = NaN) => timesNormalCdf(x),
  kinks: () => [],
  signs: ([x]) => x!,
  simplify: ([x], graph) => (x === graph.zero ? graph.zero : undefined),
  latex: called('\\operatorname{gelu}'),
}
