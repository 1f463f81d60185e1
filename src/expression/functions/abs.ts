import { negate, scale } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { isTall, raisable } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { nonnegative, nonpositive, nonzero, positive, within, zeroSign } from '../signs.js'
import { isScaled } from '../sums.js'

export const abs: ElementaryFunction = {
  name: 'abs',
  arity: { min: 1, max: 1 },
  smoothness: 'kinked',
  domain: everywhere,
  derivative: ([x]) => [x!.graph.call('sign', [x!])],
  evaluate: (x = NaN) => Math.abs(x),
  kinks: ([x]) => [x!],
  branch: ([x], [side]) => (side === 1 ? x : side === -1 ? negate(x!) : undefined),
  signs: ([x]) => (x! & zeroSign) | (x! & nonzero ? positive : 0),
  simplify([x], graph) {
    if (within(x!.signs, nonnegative)) return x
    if (within(x!.signs, nonpositive)) return negate(x!)
    if (x!.kind !== 'sum' || !isScaled(x!)) return undefined
    const { coefficient, term } = x!.terms[0]!
    return scale(rational.absolute(coefficient), graph.call('abs', [term]))
  },
  latex: raisable(([x]) => (isTall(x!) ? `\\left|${x}\\right|` : `|${x}|`)),
}
