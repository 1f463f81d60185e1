import { ProblemError } from '../base/problem.js'
import {
  domainProblemsAt,
  evaluate,
  type Expression,
  freeSymbols,
  isKnownNonzero,
  nodeCount,
  rational,
} from '../expression/index.js'
import { isZeroByCases } from './cases.js'
import { clear } from './normal-form/clear.js'
import { convertInRing } from './normal-form/convert.js'
import { type Depth, NoNormalForm } from './normal-form/ring.js'
import { splits } from './normal-form/split-calls.js'
import { formVanishes } from './normal-form/vanishes.js'
import { write } from './normal-form/write.js'
import { isClearlyNonzero, probe, probePoints } from './probe.js'

/** What is known of the question whether an expression vanishes wherever it is defined. */
export type ZeroTest =
  /** By exact arithmetic. */
  | { readonly outcome: 'proved' }
  /**
   * It is defined at the witness, with a value far above rounding error; one that is too large for a double, or too small,
   * comes out as infinite or 0, and none of its factors is 0.
   */
  | { readonly outcome: 'refuted'; readonly witness: ReadonlyMap<Expression, number>; readonly value: number }
  | { readonly outcome: 'unknown' }

/** How many points are tried before, and how many after, the exact test. */
const firstPoints = 4
const morePoints = 28

// Multiplications of terms; one form takes about a second at worst.
const work = 400_000
const largest = 20_000
// Of each of up to 27 cases.
const workOfCase = 20_000

/**
 * Whether `e` is 0 wherever it is defined. Proved only when its normal form (a polynomial over symbols, radicals,
 * reciprocals and calls, denominators cleared) is identically 0, or is so for each sign of what it has kinks at, with
 * sign(0) = 0 and the kinks included; refuted only by a point with a value that rounding
 * cannot explain. Bounded in time; an expression too large for that is `unknown` unless a point refutes it.
 */
export function isZero(e: Expression): ZeroTest {
  if (e === e.graph.zero) return { outcome: 'proved' }
  const refuted = refute(e, e, 0, firstPoints)
  if (refuted !== undefined || nodeCount([e]) > largest)
    return refuted ?? refuteByFactors(e) ?? { outcome: 'unknown' }
  const plain = normalForm(e, 'plain')
  if (plain?.isZero || deeper([e]).some((depth) => normalForm(e, depth)?.isZero)) return { outcome: 'proved' }
  // In the normal form large terms that cancel are gone, so that a small value can be seen.
  const simpler = plain?.written ?? e
  return (
    refute(e, simpler, 0, firstPoints) ??
    refute(e, e, firstPoints, morePoints) ??
    refuteByFactors(e) ?? { outcome: isZeroByCases(e, isZeroCase) ? 'proved' : 'unknown' }
  )
}

/** Whether one case is 0 by one of its forms. */
function isZeroCase(e: Expression): boolean {
  if (e === e.graph.zero) return true
  if (refute(e, e, 0, firstPoints) !== undefined) return false
  return (['plain', ...deeper([e])] as const).some((depth) => normalForm(e, depth, workOfCase)?.isZero)
}

/** Looks for a point where `e` is defined and `equal`, the same function, is clearly not 0. */
function refute(e: Expression, equal: Expression, from: number, to: number): ZeroTest | undefined {
  const symbols = [...freeSymbols(e)].sort((a, b) => a.id - b.id)
  // Without symbols there is only one point.
  const count = symbols.length === 0 ? 1 : to
  for (const witness of probePoints(symbols, count).slice(from)) {
    const probed = probe(equal, witness)
    if (isClearlyNonzero(probed) && (equal === e || Number.isFinite(evaluate(e, witness))))
      return { outcome: 'refuted', witness, value: probed.value }
  }
  return undefined
}

/** Looks for a point where `e` is a product of which no factor is 0, though the product itself may be beyond doubles. */
function refuteByFactors(e: Expression): ZeroTest | undefined {
  const symbols = [...freeSymbols(e)].sort((a, b) => a.id - b.id)
  for (const witness of probePoints(symbols, symbols.length === 0 ? 1 : firstPoints))
    if (hasNoZeroFactor(e, witness) && domainProblemsAt([e], witness).length === 0)
      return { outcome: 'refuted', witness, value: evaluate(e, witness) }
  return undefined
}

function hasNoZeroFactor(e: Expression, at: ReadonlyMap<Expression, number>): boolean {
  if (isKnownNonzero(e) && e.total) return true
  if (e.kind === 'sum' && rational.isZero(e.constant) && e.terms.length === 1)
    return hasNoZeroFactor(e.terms[0]!.term, at)
  if (e.kind === 'product') return e.factors.every(({ base }) => hasNoZeroFactor(base, at))
  return isClearlyNonzero(probe(e, at))
}

/** The forms beyond the plain one that may tell more of these expressions. */
export const deeper = (es: readonly Expression[]): Depth[] =>
  splits(es) ? ['exponential', 'split'] : ['exponential']

function normalForm(
  e: Expression,
  depth: Depth,
  most = work,
): { isZero: boolean; written: Expression } | undefined {
  return unlessStuck(() => {
    const { ring, forms } = convertInRing(e.graph, most, depth, [e])
    const form = forms.get(e)!
    return { isZero: formVanishes(ring, clear(ring, form)), written: write(ring, form) }
  })
}

/** Nothing when there is no normal form, or a part of it has no value anywhere, such as log(−1). */
export function unlessStuck<Result>(compute: () => Result): Result | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof NoNormalForm || error instanceof ProblemError) return undefined
    throw error
  }
}
