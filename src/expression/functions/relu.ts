import { scale } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { negative, nonnegative, nonpositive, within, zeroSign } from '../signs.js'
import { step } from '../step.js'
import { isScaled } from '../sums.js'

/** `max(x, 0)`. The derivative at the kink is given as 1/2; use `kinks` to know that one is there. */
export const relu: ElementaryFunction = {
  name: 'relu',
  arity: { min: 1, max: 1 },
  smoothness: 'kinked',
  domain: everywhere,
  derivative: ([x]) => [step(x!)],
  evaluate: (x = NaN) => (x > 0 ? x : x <= 0 ? 0 : NaN),
  kinks: ([x]) => [x!],
  branch: ([x], [side]) => (side === 1 ? x : side === -1 ? x!.graph.zero : undefined),
  signs: ([x]) => (x! & nonnegative) | (x! & negative ? zeroSign : 0),
  simplify([x], graph) {
    if (within(x!.signs, nonnegative)) return x
    if (x!.total && within(x!.signs, nonpositive)) return graph.zero
    if (x!.kind !== 'sum' || !isScaled(x!)) return undefined
    const { coefficient, term } = x!.terms[0]!
    const outside = rational.absolute(coefficient)
    if (rational.isOne(outside)) return undefined
    const sign = rational.of(rational.sign(coefficient))
    return scale(outside, graph.call('relu', [scale(sign, term)]))
  },
  latex: called('\\operatorname{relu}'),
}
