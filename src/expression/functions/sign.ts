import { scale } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { from } from '../ranges.js'
import { rational } from '../rational.js'
import { negative, positive, within, zeroSign } from '../signs.js'
import { isScaled } from '../sums.js'

/** -1, 0 or 1. */
export const sign: ElementaryFunction = {
  name: 'sign',
  arity: { min: 1, max: 1 },
  smoothness: 'jump',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.zero],
  evaluate: (x = NaN) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN),
  kinks: ([x]) => [x!],
  range: from(-1, 1),
  branch: ([x], [side]) => (side === 1 || side === -1 ? x!.graph.constant(side) : undefined),
  signs: ([x]) => x!,
  simplify([x], graph) {
    if (x!.total && within(x!.signs, positive)) return graph.one
    if (x!.total && within(x!.signs, negative)) return graph.constant(-1)
    if (x!.total && within(x!.signs, zeroSign)) return graph.zero
    if (x!.kind !== 'sum' || !isScaled(x!)) return undefined
    const { coefficient, term } = x!.terms[0]!
    return scale(rational.of(rational.sign(coefficient)), graph.call('sign', [term]))
  },
  latex: called('\\operatorname{sign}'),
}
