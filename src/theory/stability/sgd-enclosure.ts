import type { Estimate } from '../../base/estimate.js'
import type { ExponentEnclosure } from '../../numeric/index.js'
import { decimalBound, decimalEnds } from '../decimal.js'

/** Where λ certainly lies, around the value that was found. */
export function enclosureEstimate(
  enclosure: ExponentEnclosure,
  value: number,
): Extract<Estimate, { kind: 'enclosed' }> {
  const { lo, hi, settled } = enclosure
  return {
    kind: 'enclosed',
    value: Math.min(hi, Math.max(lo, value)),
    lo,
    hi,
    method: methodsOf(enclosure).join(' and ') || 'no argument',
    sign: settled ?? 'open',
  }
}

/** Each argument that gave one of the ends, once. */
function methodsOf({ lo, hi, bounds }: ExponentEnclosure): string[] {
  const below = lo > -Infinity ? bounds.find((bound) => bound.lo === lo)?.name : undefined
  const above = hi < Infinity ? bounds.find((bound) => bound.hi === hi)?.name : undefined
  return [...new Set([below, above])].filter((name) => name !== undefined)
}

/** The same as words after a value: between what and what, by which arguments. */
export function enclosureWords(enclosure: ExponentEnclosure): string {
  const { lo, hi } = enclosure
  const by = methodsOf(enclosure).join(', ')
  if (lo === -Infinity && hi === Infinity) return 'with no certain bounds'
  const range = !Number.isFinite(lo)
    ? `at most ${decimalBound(hi, 'above')}`
    : !Number.isFinite(hi)
      ? `at least ${decimalBound(lo, 'below')}`
      : `between ${decimalEnds(lo, hi).join(' and ')}`
  return `certainly ${range} (${by})`
}
