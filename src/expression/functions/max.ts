import { everywhere } from '../domains.js'
import { differences, extremum, selections, unbeaten } from '../extremum.js'
import { called } from '../latex-calls.js'
import type { ElementaryFunction } from '../nodes.js'
import { type Signs, negative, nonnegative, positive, within } from '../signs.js'

/** The largest argument. Where several are largest the derivative is shared out; `kinks` tells where that is. */
export const max: ElementaryFunction = {
  name: 'max',
  arity: { min: 1, max: Infinity },
  smoothness: 'kinked',
  domain: everywhere,
  derivative: (args) => selections('max', args),
  evaluate: (...args) => Math.max(...args),
  kinks: differences,
  branch: (args, signs) => unbeaten('max', args, signs),
  signs: signsOfLargest,
  simplify: (args, graph) => extremum('max', args, graph),
  latex: called('\\max'),
}

export function signsOfLargest(args: readonly Signs[]): Signs {
  const any = args.reduce((all, arg) => all | arg, 0)
  if (args.some((arg) => within(arg, positive))) return positive
  return args.some((arg) => within(arg, nonnegative)) ? any & ~negative : any
}
