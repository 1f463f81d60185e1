import { add, divide, square } from '../arithmetic.js'
import { where } from '../domains.js'
import { cosineOfPi, sineOfPi } from '../exact-angles.js'
import { wholeMultipleOfPi } from '../integers.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { anySign } from '../signs.js'
import { odd } from '../symmetry.js'

export const tan: ElementaryFunction = {
  name: 'tan',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: where('x is not an odd multiple of pi/2', (x) => Math.cos(x) !== 0),
  derivative: (_args, self) => [add(1, square(self))],
  evaluate: (x = NaN) => Math.tan(x),
  kinks: () => [],
  signs: () => anySign,
  simplify: odd('tan', ([x]) => {
    if (wholeMultipleOfPi(x!) !== undefined) return x!.graph.zero
    const sine = sineOfPi(x!)
    const cosine = cosineOfPi(x!)
    return sine === undefined || cosine === undefined ? undefined : divide(sine, cosine)
  }),
  latex: called('\\tan'),
}
