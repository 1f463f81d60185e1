import { everywhere } from '../domains.js'
import { raisable } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { positive } from '../signs.js'

export const e: ElementaryFunction = {
  name: 'e',
  arity: { min: 0, max: 0 },
  smoothness: 'analytic',
  domain: everywhere,
  derivative: () => [],
  evaluate: () => Math.E,
  kinks: () => [],
  signs: () => positive,
  simplify: () => undefined,
  latex: raisable(() => 'e'),
}
