import { failure } from '../../base/wording.js'
import { reciprocal } from '../arithmetic.js'
import { positiveNumbers } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { anySign, nonpositive, within } from '../signs.js'
import { stableLogarithm } from '../stable-logarithms.js'
import { isVanishing } from '../sums.js'

/** The natural logarithm. */
export const log: ElementaryFunction = {
  name: 'log',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: positiveNumbers,
  derivative: ([x]) => [reciprocal(x!)],
  evaluate: (x = NaN) => Math.log(x),
  kinks: () => [],
  signs: () => anySign,
  simplify([x], graph) {
    if (x === graph.one) return graph.zero
    if (x!.kind === 'constant' && within(x!.signs, nonpositive))
      throw failure('undefined-value', {
        expression: `log(${rational.toString(x!.value)})`,
        reason: 'only positive numbers have a logarithm',
      })
    if (x!.kind === 'sum' && isVanishing(x!))
      throw failure('undefined-value', {
        expression: 'log(0)',
        reason: 'only positive numbers have a logarithm',
      })
    if (x!.kind === 'call' && x!.fn.name === 'e') return graph.one
    const only = x!.kind === 'product' && x!.factors.length === 1 ? x!.factors[0]! : undefined
    if (only?.base.kind === 'call' && only.base.fn.name === 'e') return graph.constant(only.exponent)
    return stableLogarithm(x!)
  },
  latex: called('\\log'),
}
