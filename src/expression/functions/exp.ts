import { everywhere } from '../domains.js'
import { writtenAs } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { positive, within } from '../signs.js'

export const exp: ElementaryFunction = {
  name: 'exp',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: (_args, self) => [self],
  evaluate: (x = NaN) => Math.exp(x),
  kinks: () => [],
  signs: () => positive,
  simplify([x], graph) {
    if (x!.kind === 'constant')
      return graph.powers(rational.one, [{ base: graph.call('e', []), exponent: x!.value }])
    const inverts = x!.kind === 'call' && x!.fn.name === 'log' && within(x!.args[0]!.signs, positive)
    return inverts ? x!.args[0] : undefined
  },
  latex: writtenAs(([x]) => `e^{${x}}`),
}
