import { multiply, subtract } from '../arithmetic.js'
import { writtenAs } from '../latex-calls.js'
import { isKnownInteger, signOfParity } from '../integers.js'
import type { ElementaryFunction, Expression, FunctionDomain } from '../nodes.js'
import { rational } from '../rational.js'
import { anySign, nonnegative, nonzero, positive, within } from '../signs.js'
import { isVanishing } from '../sums.js'

const domain: FunctionDomain = {
  text: 'x > 0, or x = 0 and y >= 0, or x < 0 and y a whole number',
  contains: (x = NaN, y = NaN) => x > 0 || (x === 0 && y >= 0) || (x < 0 && Number.isInteger(y)),
  certain: ([x], [, exponent]) =>
    within(x!, positive) || (within(x!, nonzero) && exponent !== undefined && isKnownInteger(exponent)),
}

/** `x^y` with an exponent that is not a number; rational exponents are kept in products. */
export const power: ElementaryFunction = {
  name: 'power',
  arity: { min: 2, max: 2 },
  smoothness: 'kinked',
  domain,
  derivative([x, y], self) {
    const { graph } = x!
    const lower = graph.power(x!, subtract(y!, 1))
    // 0^y is 0 for positive y, jumps at 0 and has no value below: its derivative is 0 where log(y) is defined.
    const inExponent = isNothing(x!)
      ? multiply(x!, graph.call('log', [y!]))
      : multiply(graph.call('log', [x!]), self)
    return [multiply(y!, lower), inExponent]
  },
  evaluate: (x = NaN, y = NaN) => (domain.contains(x, y) ? Math.pow(x, y) : NaN),
  // A whole power is analytic wherever it is defined.
  kinks: ([x, y]) => (isKnownInteger(y!) ? [] : [x!]),
  signs: ([x]) =>
    within(x!, positive)
      ? positive
      : within(x!, nonnegative)
        ? nonnegative
        : within(x!, nonzero)
          ? nonzero
          : anySign,
  simplify([x, y], graph) {
    if (y!.kind === 'constant') return graph.power(x!, y!.value)
    if (x === graph.one && y!.total) return graph.one
    if (x!.kind === 'constant' && rational.equals(x!.value, rational.minusOne)) return signOfParity(y!)
    return x!.kind === 'call' && x!.fn.name === 'e' ? graph.call('exp', [y!]) : undefined
  },
  latex: writtenAs(([x, y]) => `{${x}}^{${y}}`),
}

/** Whether the value is 0 wherever there is one. */
function isNothing(x: Expression): boolean {
  return x.kind === 'constant' ? rational.isZero(x.value) : x.kind === 'sum' && isVanishing(x)
}
