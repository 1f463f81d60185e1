import { everywhere } from '../domains.js'
import { differences, extremum, selections, unbeaten } from '../extremum.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { negated } from '../signs.js'
import { signsOfLargest } from './max.js'

/** The smallest argument. Where several are smallest the derivative is shared out; `kinks` tells where that is. */
export const min: ElementaryFunction = {
  name: 'min',
  arity: { min: 1, max: Infinity },
  smoothness: 'kinked',
  domain: everywhere,
  derivative: (args) => selections('min', args),
  evaluate: (...args) => Math.min(...args),
  kinks: differences,
  branch: (args, signs) => unbeaten('min', args, signs),
  signs: (args) => negated(signsOfLargest(args.map(negated))),
  simplify: (args, graph) => extremum('min', args, graph),
  latex: called('\\min'),
}
