import {
  type CallNode,
  type Expression,
  orderNodes,
  type Rational,
  rational,
} from '../../expression/index.js'
import { isZero } from '../is-zero.js'
import { isClearlyNonzero, probe } from '../probe.js'

/** Whether expressions without symbols have values, beyond what rounding can explain; `false` means unknown. */
export function areCertainlyDefined(es: readonly Expression[]): boolean {
  return orderNodes(es).every((node) => {
    if (node.kind === 'product') return node.factors.every(({ base, exponent }) => hasPower(base, exponent))
    return node.kind !== 'call' || isInDomain(node)
  })
}

function hasPower(base: Expression, exponent: Rational): boolean {
  const isFractional = !rational.isInteger(exponent)
  if (!isFractional && rational.sign(exponent) > 0) return true
  const probed = probe(base, new Map())
  if (isClearlyNonzero(probed)) return !isFractional || probed.value > 0
  return rational.sign(exponent) > 0 && isZero(base).outcome === 'proved'
}

function isInDomain({ fn, args }: CallNode): boolean {
  if (
    fn.domain.certain(
      args.map(({ signs }) => signs),
      args,
    )
  )
    return true
  const probed = args.map((arg) => probe(arg, new Map()))
  // Domains are convex in each argument but for single points, so that ends and middle of the error tell.
  return [-16, 0, 16].every((side) =>
    fn.domain.contains(...probed.map(({ value, error }) => value + side * error)),
  )
}
