import {
  type ElementaryFunction,
  type Expression,
  type Graph,
  logCosh as evaluateLogCosh,
} from '../expression/index.js'

/** What operations call: an elementary function, or several that are computed as one. */
export interface Callee extends Pick<ElementaryFunction, 'derivative' | 'evaluate'> {
  readonly name: string
}

/** log(cosh(x)), which neither overflows nor has derivatives that do. */
export const logCosh: Callee = {
  name: 'logcosh',
  derivative: ([x]) => [x!.graph.call('tanh', [x!])],
  evaluate: (x = NaN) => evaluateLogCosh(x),
}

/** The call as an expression. */
export function callOf(callee: Callee, args: readonly Expression[], graph: Graph): Expression {
  if (callee === logCosh) return graph.call('log', [graph.call('cosh', args)])
  return graph.call((callee as ElementaryFunction).name, args)
}
