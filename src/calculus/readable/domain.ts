import {
  type Expression,
  isKnownNonnegative,
  isKnownNonzero,
  orderNodes,
  rational,
} from '../../expression/index.js'
import { clear } from '../normal-form/clear.js'
import { isQuadratic } from '../normal-form/conjugate.js'
import { convertAll } from '../normal-form/convert.js'
import { isZeroPolynomial, keyOf, primitive, scaled } from '../normal-form/polynomial.js'
import { NoNormalForm, type Polynomial, type Ring } from '../normal-form/ring.js'
import { write } from '../normal-form/write.js'
import { factor, factorFully, finestStep } from './factor.js'

/**
 * Whether two expressions are certainly defined at the same points: they ask the same of their denominators, roots and
 * function arguments, up to the form these are written in.
 * Denominators are compared by their factors.
 */
export function haveSameDomain(
  ring: Ring,
  a: Expression,
  b: Expression,
  { hints, nonzero = [] }: DomainKnowledge,
): boolean {
  if (a.total && b.total) return true
  const [first, second] = [conditions(ring, a, hints), conditions(ring, b, hints)]
  for (const condition of assumptions(ring, nonzero, hints)) {
    first.delete(condition)
    second.delete(condition)
  }
  return first.size === second.size && [...first].every((condition) => second.has(condition))
}

export interface DomainKnowledge {
  /** Polynomials to try as factors of denominators. */
  readonly hints: readonly Polynomial[]
  /** Expressions that are not 0 where the two are compared. */
  readonly nonzero?: readonly Expression[]
}

/** What holds where none of these is 0. */
function assumptions(ring: Ring, nonzero: readonly Expression[], hints: readonly Polynomial[]): string[] {
  if (nonzero.length === 0) return []
  const forms = convertAll(ring, nonzero)
  return nonzero.flatMap((each) => nonzeroConditions(ring, forms.get(each)!, hints))
}

function conditions(ring: Ring, e: Expression, hints: readonly Polynomial[]): Set<string> {
  const found = new Set<string>()
  const forms = convertAll(ring, [e])
  for (const node of orderNodes([e])) {
    if (node.kind === 'product')
      for (const { base, exponent } of node.factors) {
        if (rational.sign(exponent) < 0 && !isKnownNonzero(base))
          for (const condition of nonzeroConditions(ring, forms.get(base)!, hints)) found.add(condition)
        if (!rational.isInteger(exponent) && !isKnownNonnegative(base) && !isSquare(ring, forms.get(base)!))
          found.add(`not negative: ${upToPositiveFactor(forms.get(base)!)}`)
      }
    else if (
      node.kind === 'call' &&
      !node.fn.domain.certain(
        node.args.map((arg) => arg.signs),
        node.args,
      )
    )
      found.add(`inside ${node.fn.name}: ${node.args.map((arg) => keyOf(forms.get(arg)!)).join()}`)
  }
  return found
}

function nonzeroConditions(ring: Ring, p: Polynomial, hints: readonly Polynomial[]): string[] {
  if (isZeroPolynomial(p)) throw new NoNormalForm('a denominator that vanishes')
  const { numerator } = clear(ring, p)
  // Sums of square roots of integers are not 0, unless all of them cancel.
  if (isQuadratic(numerator)) return []
  return factorFully(ring, numerator, hints, finestStep).factors.flatMap(({ base }) =>
    isPositive(base) || isKnownNonzero(write(ring, base)) ? [] : [`not 0: ${keyOf(base)}`],
  )
}

const isPositive = (p: Polynomial): boolean =>
  p.terms.size === 1 && [...p.terms.keys()][0]!.powers.every(({ generator }) => generator.positive)

function isSquare(ring: Ring, p: Polynomial): boolean {
  const { content, factors } = factor(ring, p, [])
  return (
    rational.sign(content) >= 0 &&
    factors.every(({ base, exponent }) => exponent % 2 === 0 || isPositive(base))
  )
}

function upToPositiveFactor(p: Polynomial): string {
  const { content, primitive: whole } = primitive(p)
  return keyOf(scaled(rational.of(rational.sign(content)), whole))
}
