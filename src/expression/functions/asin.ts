import { divide, multiply, power, square, subtract } from '../arithmetic.js'
import { mustBeAtMostOne, where } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { rational } from '../rational.js'
import { odd } from '../symmetry.js'

export const asin: ElementaryFunction = {
  name: 'asin',
  arity: { min: 1, max: 1 },
  smoothness: 'kinked',
  domain: where('-1 <= x <= 1', (x) => Math.abs(x) <= 1),
  derivative: ([x]) => [power(subtract(1, square(x!)), rational.negate(rational.half))],
  evaluate: (x = NaN) => Math.asin(x),
  kinks: ([x]) => [subtract(1, square(x!))],
  signs: ([x]) => x!,
  simplify: odd('asin', ([x], graph) => {
    mustBeAtMostOne('asin', x!)
    const pi = graph.call('pi', [])
    if (x === graph.one) return divide(pi, 2)
    return x === graph.constant(rational.half) ? multiply(pi, graph.constant(rational.of(1, 6))) : undefined
  }),
  latex: called('\\arcsin'),
}
