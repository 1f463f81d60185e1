import { square, subtract } from '../arithmetic.js'
import { everywhere } from '../domains.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { between } from '../ranges.js'
import { odd } from '../symmetry.js'

export const tanh: ElementaryFunction = {
  name: 'tanh',
  arity: { min: 1, max: 1 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: (_args, self) => [subtract(1, square(self))],
  evaluate: (x = NaN) => Math.tanh(x),
  kinks: () => [],
  range: between(-1, 1),
  signs: ([x]) => x!,
  simplify: odd('tanh'),
  latex: called('\\tanh'),
}
