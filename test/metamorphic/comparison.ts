import { type Estimate, uncertainty } from '../../src/base/estimate.js'
import { applied, type Relation } from './relation.js'

/** What does not agree, in words; empty where everything does. */
export type Disagreements = readonly string[]

// Of the arithmetic by which an expectation is made here.
const rounding = 16 * Number.EPSILON

/** Two values that are exact, or differ by rounding in the test alone. */
export const exactly = 1e-12

export function equal(what: string, expected: unknown, got: unknown): Disagreements {
  return JSON.stringify(expected) === JSON.stringify(got) ? [] : [`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`] // prettier-ignore
}

export function close(what: string, expected: number, got: number, allowed: number): Disagreements {
  if (Math.abs(got - expected) <= allowed + rounding * Math.abs(expected)) return []
  return [`${what}: ${got}, not ${expected}; off by ${Math.abs(got - expected)}, allowed ${allowed}`]
}

/** As good as vectors: the length of the difference. */
export function closeTogether(
  what: string,
  expected: ArrayLike<number>,
  got: ArrayLike<number>,
  allowed: number,
): Disagreements {
  if (expected.length !== got.length) return [`${what}: ${got.length} entries, not ${expected.length}`]
  const size = Math.hypot(...Array.from(expected))
  const off = Math.hypot(...Array.from(expected, (x, i) => got[i]! - x))
  return off <= allowed + rounding * size * Math.sqrt(expected.length)
    ? []
    : [`${what}: off by ${off}, allowed ${allowed}, length ${size}`]
}

/** An estimate that should be `factor` times another: to 10⁻¹² where both are exact, within their uncertainties otherwise. */
export function closeEstimates(what: string, expected: Estimate, got: Estimate, factor = 1): Disagreements {
  const value = factor * expected.value
  const bothExact = expected.kind === 'exact' && got.kind === 'exact'
  const allowed = bothExact
    ? exactly * Math.abs(value)
    : Math.abs(factor) * uncertainty(expected) + uncertainty(got)
  return [...equal(`${what} is`, expected.kind, got.kind), ...close(what, value, got.value, allowed)]
}

/** The strength of evidence: the same, or less where the relation has a reason. */
export function asStrong<Strength extends string>(
  what: string,
  expected: Strength,
  got: Strength,
  order: readonly Strength[],
  reason: string | undefined,
): Disagreements {
  const isWeaker = order.indexOf(got) > order.indexOf(expected)
  return reason !== undefined && isWeaker ? [] : equal(what, expected, got)
}

/** Vectors turn by Qᵀ with A = s·Q, and keep their lengths. */
export function turned({ inverse, unit }: Relation, v: ArrayLike<number>): number[] {
  return applied(inverse, v).map((x) => unit! * x)
}

/** A vector of estimates that should be another turned, and `factor` times as long. */
export function closeVectors(
  what: string,
  relation: Relation,
  expected: readonly Estimate[],
  got: readonly Estimate[],
  factor: number,
): Disagreements {
  const values = turned(relation, expected.map(({ value }) => value)) // prettier-ignore
  const size = Math.hypot(...values)
  const allExact = [...expected, ...got].every(({ kind }) => kind === 'exact')
  const kinds = (list: readonly Estimate[]): string[] => [...new Set(list.map(({ kind }) => kind))]
  const entries = got.flatMap((entry, j) => {
    const mixed = expected.reduce(
      (sum, one, i) => sum + Math.abs(relation.unit! * relation.inverse[j]![i]!) * uncertainty(one),
      0,
    )
    const allowed = allExact
      ? exactly * factor * size
      : factor * (mixed + rounding * size) + uncertainty(entry)
    return close(`${what}[${j + 1}]`, factor * values[j]!, entry.value, allowed)
  })
  return [...equal(`${what} is`, kinds(expected), kinds(got)), ...entries]
}
