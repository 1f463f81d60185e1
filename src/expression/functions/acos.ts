import { multiply, negate, power, square, subtract } from '../arithmetic.js'
import { mustBeAtMostOne, where } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { nonnegative } from '../signs.js'

export const acos: ElementaryFunction = {
  name: 'acos',
  arity: { min: 1, max: 1 },
  smoothness: 'kinked',
  domain: where('-1 <= x <= 1', (x) => Math.abs(x) <= 1),
  derivative: ([x]) => [negate(power(subtract(1, square(x!)), rational.negate(rational.half)))],
  evaluate: (x = NaN) => Math.acos(x),
  kinks: ([x]) => [subtract(1, square(x!))],
  signs: () => nonnegative,
  simplify([x], graph) {
    if (x!.kind !== 'constant') return undefined
    mustBeAtMostOne('acos', x!)
    // acos of 1, 1/2, 0, -1/2, -1 in units of pi/6
    const doubled = rational.multiply(x!.value, rational.of(2))
    if (!rational.isInteger(doubled)) return undefined
    const sixths = [6, 4, 3, 2, 0][Number(doubled.numerator) + 2]!
    return multiply(graph.call('pi', []), graph.constant(rational.of(sixths, 6)))
  },
  latex: called('\\arccos'),
}
