import { readable, reduced } from '../../../calculus/index.js'
import { divide, evaluate, type Expression, freeSymbols, multiply } from '../../../expression/index.js'
import type { Claim } from './contract.js'
import { intersection, type RateSet, setOfWindows } from './rate-sets.js'

type Windows = Extract<Claim, { form: 'windows' }>

/**
 * Windows whose scales are in constant proportion, and bounds that are constants over such a scale, as one set of windows;
 * all other claims as they are.
 */
export function mergedWindows(claims: readonly Claim[]): Claim[] {
  const [first, ...rest] = claims.filter((claim): claim is Windows => claim.form === 'windows')
  if (first === undefined) return [...claims]
  const sets = claims.map((claim) => inUnitsOf(first.scale, claim))
  const others = claims.filter((_, k) => sets[k] === undefined)
  if (others.length === claims.length - 1) {
    const separate = mergedWindows(others)
    return rest.length === 0 ? [...claims] : [...separate, first]
  }
  const set = sets.reduce((all, each) => (each === undefined ? all : all === undefined ? each : intersection(all, each)))!
  return [...mergedWindows(others), claimOf(set, first.scale)]
} // prettier-ignore

/** The set of η·scale for which a claim holds, where that is one of constants. */
function inUnitsOf(scale: Expression, claim: Claim): RateSet | undefined {
  if (claim.form === 'windows') {
    const ratio = constant(divide(scale, claim.scale))
    if (ratio === undefined) return undefined
    const ends = claim.ends.map((end) => readable(multiply(end, ratio)))
    return setOfWindows({ ends, areExact: ends.map(() => claim.exact) })
  }
  const end =
    claim.form === 'below' && claim.perSample !== true ? constant(multiply(claim.bound, scale)) : undefined
  return end && setOfWindows({ ends: [end], areExact: [true] })
}

function constant(e: Expression): Expression | undefined {
  const simple = reduced(e)
  return freeSymbols(simple).size === 0 && evaluate(simple, new Map()) > 0 ? simple : undefined
}

function claimOf(set: RateSet, scale: Expression): Claim {
  const ends = set.flatMap(({ from, to }) => [from, to]).filter((end) => end !== undefined)
  const exact = ends.every((end) => end.exact)
  if (ends.length === 1 && exact) return { form: 'below', bound: readable(divide(ends[0]!.value, scale)) }
  return { form: 'windows', scale, ends: ends.map(({ value }) => value), exact }
}
