import { negate } from './arithmetic.js'
import type { Expression, Graph } from './nodes.js'
import { rational } from './rational.js'
import { isScaled } from './sums.js'

/** The argument without its minus sign, when it has one in front: a negative number or `-c*t`. */
export function withoutMinus(arg: Expression): Expression | undefined {
  if (arg.kind === 'constant') return rational.sign(arg.value) < 0 ? negate(arg) : undefined
  if (arg.kind !== 'sum' || !isScaled(arg)) return undefined
  return rational.sign(arg.terms[0]!.coefficient) < 0 ? negate(arg) : undefined
}

type Simplify = (args: readonly Expression[], graph: Graph) => Expression | undefined

/** For an odd function with `f(0) = 0`: `f(-x)` becomes `-f(x)`. */
export function odd(name: Parameters<Graph['call']>[0], otherwise: Simplify = () => undefined): Simplify {
  return (args, graph) => {
    const [x] = args
    if (x === graph.zero) return graph.zero
    const reflected = withoutMinus(x!)
    return reflected === undefined ? otherwise(args, graph) : negate(graph.call(name, [reflected]))
  }
}
