import { negate } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { writtenAs } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { positive, within } from '../signs.js'
import { isScaled } from '../sums.js'

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
    // What the logarithms of sigmoid(x) and 1 + exp(x) are written as.
    if (x!.kind === 'call' && x!.fn.name === 'softplus')
      return graph.sum([graph.one, graph.call('exp', x!.args)])
    const under = x!.kind === 'sum' && isScaled(x!) ? x!.terms[0]! : undefined
    if (
      under?.term.kind === 'call' &&
      under.term.fn.name === 'softplus' &&
      rational.equals(under.coefficient, rational.minusOne)
    )
      return graph.call('sigmoid', [negate(under.term.args[0]!)])
    const inverts = x!.kind === 'call' && x!.fn.name === 'log' && within(x!.args[0]!.signs, positive)
    return inverts ? x!.args[0] : undefined
  },
  latex: writtenAs(([x]) => `e^{${x}}`),
}
