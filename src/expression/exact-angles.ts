import { scale } from './arithmetic.js'
import { wholeMultipleOfPi } from './integers.js'
import type { Expression } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** `sin(x)` where `x` is a whole multiple of pi/4 or pi/6, or of pi by an integer symbol; nothing otherwise. */
export function sineOfPi(x: Expression): Expression | undefined {
  const turns = multipleOfPi(x)
  if (turns !== undefined) return sineOfMultiple(x, turns)
  return wholeMultipleOfPi(x) === undefined ? undefined : x.graph.zero
}

/** `cos(x)` where `x` is a whole multiple of pi/4 or pi/6, or of pi by an integer symbol; nothing otherwise. */
export function cosineOfPi(x: Expression): Expression | undefined {
  const turns = multipleOfPi(x)
  if (turns !== undefined) return sineOfMultiple(x, rational.add(turns, rational.half))
  const half = wholeMultipleOfPi(x)
  return half === undefined ? undefined : x.graph.power(x.graph.constant(-1), half)
}

function multipleOfPi(x: Expression): Rational | undefined {
  const isPi = (e: Expression): boolean => e.kind === 'call' && e.fn.name === 'pi'
  if (isPi(x)) return rational.one
  if (x.kind === 'constant' && rational.isZero(x.value)) return rational.zero
  if (x.kind !== 'sum' || x.terms.length !== 1 || !rational.isZero(x.constant)) return undefined
  return isPi(x.terms[0]!.term) ? x.terms[0]!.coefficient : undefined
}

// The square of the sine at multiples of pi/12 from 0 to pi/2, where it is rational.
const squares: Readonly<Record<number, Rational>> = {
  0: rational.zero,
  2: rational.of(1, 4),
  3: rational.half,
  4: rational.of(3, 4),
  6: rational.one,
}

function sineOfMultiple({ graph }: Expression, turns: Rational): Expression | undefined {
  const twelfths = rational.multiply(turns, rational.of(12))
  if (!rational.isInteger(twelfths)) return undefined
  const reduced = Number(((twelfths.numerator % 24n) + 24n) % 24n)
  const half = reduced % 12
  const square = squares[half <= 6 ? half : 12 - half]
  if (square === undefined) return undefined
  const magnitude = graph.power(graph.constant(square), rational.half)
  return scale(reduced < 12 ? rational.one : rational.minusOne, magnitude)
}
