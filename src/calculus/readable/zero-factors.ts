import {
  type CallNode,
  type Expression,
  isKnownNonzero,
  isKnownPositive,
  nodeCount,
  orderNodes,
  rational,
  substitute,
} from '../../expression/index.js'
import { unlessStuck } from '../is-zero.js'
import { clear } from '../normal-form/clear.js'
import { convert } from '../normal-form/convert.js'
import { Ring } from '../normal-form/ring.js'
import { write } from '../normal-form/write.js'
import { factorFully, finestStep } from './factor.js'
import { hintsFrom, work } from './forms.js'

const largest = 80
const mostTerms = 60

/**
 * Expressions one of which is 0 where `e` is 0 and where, of what `e` is defined at, nothing else is: its irreducible factors
 * as far as these are found, each once, with whole coefficients, without those that are known not to be 0. Calls stay as they
 * are given. `e` itself where it is too large.
 */
export function zeroFactors(e: Expression): readonly Expression[] {
  return (nodeCount([e]) > largest ? undefined : unlessStuck(() => factorsOf(e))) ?? [e]
}

function factorsOf(e: Expression): Expression[] | undefined {
  const calls = outermostCalls(e)
  // The section sign cannot be typed in a model, so these names never meet a user's.
  const letters = calls.map((call) =>
    e.graph.symbol(`§call[${call.id}]`, { positive: isKnownPositive(call) }),
  )
  const lettered = substitute(e, new Map(calls.map((call, i) => [call, letters[i]!])))
  const ring = new Ring(e.graph, work)
  const form = convert(ring, lettered)
  if (form.terms.size > mostTerms) return undefined
  const { factors } = factorFully(ring, clear(ring, form).numerator, hintsFrom(ring, [lettered]), finestStep)
  const back = new Map(letters.map((letter, i) => [letter, calls[i]!]))
  return factors
    .filter(({ exponent }) => exponent > 0)
    .map(({ base }) => withoutNumber(substitute(write(ring, base), back)))
    .filter((factor) => !isKnownNonzero(factor))
}

/** Calls that are not in the argument of another one. */
function outermostCalls(e: Expression): CallNode[] {
  const isCall = (node: Expression): node is CallNode => node.kind === 'call'
  return orderNodes([e], isCall).filter(isCall)
}

function withoutNumber(e: Expression): Expression {
  return e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant) ? e.terms[0]!.term : e
}
