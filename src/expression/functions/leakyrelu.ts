import { add, multiply, subtract } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction, Expression } from '../nodes.js'
import { rational } from '../rational.js'
import { multiplied, negative, nonnegative, nonpositive, positive, within } from '../signs.js'
import { step } from '../step.js'

const defaultSlope = rational.of(1, 100)

/** `x` for positive `x`, otherwise `slope·x`; the slope is the second argument, or 1/100. */
export const leakyrelu: ElementaryFunction = {
  name: 'leakyrelu',
  arity: { min: 1, max: 2 },
  smoothness: 'kinked',
  domain: everywhere,
  derivative([x, slope]) {
    const below = slope ?? x!.graph.constant(defaultSlope)
    const inX = add(below, multiply(subtract(1, below), step(x!)))
    return slope === undefined ? [inX] : [inX, multiply(x!, step(multiply(x!, -1)))]
  },
  evaluate: (x = NaN, slope = 0.01) => (x > 0 ? x : slope * x),
  kinks: ([x]) => [x!],
  branch([x, slope], [side]) {
    if (side === 1) return x
    return side === -1 ? multiply(slope ?? x!.graph.constant(defaultSlope), x!) : undefined
  },
  signs: ([x, slope = positive]) => (x! & positive) | multiplied(x! & nonpositive, slope),
  simplify([x, slope], graph): Expression | undefined {
    const standard = graph.constant(defaultSlope)
    if (slope === standard) return graph.call('leakyrelu', [x!])
    if (slope === graph.one) return x
    if (slope === graph.zero) return graph.call('relu', [x!])
    if (within(x!.signs, nonnegative) && slope?.total !== false) return x
    if (within(x!.signs, negative)) return multiply(slope ?? standard, x!)
    return undefined
  },
  latex: called('\\operatorname{leakyrelu}'),
}
