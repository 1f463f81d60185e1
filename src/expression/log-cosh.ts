import type { CallNode, Expression } from './nodes.js'

/** x where the call is log(cosh(x)). */
export function logCoshArgument({ fn, args: [inner] }: CallNode): Expression | undefined {
  if (fn.name !== 'log' || inner?.kind !== 'call' || inner.fn.name !== 'cosh') return undefined
  return inner.args[0]
}

/** log(cosh(x)), which does not overflow with cosh(x), and keeps its digits near 0. */
export function logCosh(x: number): number {
  const size = Math.abs(x)
  const decay = Math.expm1(-size)
  const rest = 1 + decay
  // cosh(x) - 1 is (1 - e^-|x|)²/(2 e^-|x|), and cosh(x) is e^|x| (1 + e^-2|x|)/2.
  return size < 1 ? Math.log1p((decay * decay) / (2 * rest)) : size - Math.LN2 + Math.log1p(rest * rest)
}
