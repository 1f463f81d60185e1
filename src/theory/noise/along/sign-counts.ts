import { addIntervals, type Interval, multiplyIntervals, pointInterval } from '../../../calculus/index.js'

/** How many eigenvalues have a positive real part; all others of those that were asked about have a negative one. */
export interface SignCounts {
  readonly growing: number
  readonly decaying: number
}

/** Of the size of the matrix: by how much λ is moved to both sides where the rule of Routh has no answer at 0. */
const shifts = [0.0137, 3.1e-4, 7.3e-7]

/**
 * The signs of the real parts of `count` eigenvalues of an m × m matrix of intervals, the other m − count of which are known
 * to be 0. Every sign is proved, from the coefficients of the characteristic polynomial with their own errors: by Descartes'
 * rule where the eigenvalues are known to be real, else by that of Routh. Nothing where some sign is open.
 */
export function signCounts(
  entries: readonly Interval[],
  count: number,
  areReal: boolean,
): SignCounts | undefined {
  const m = Math.round(Math.sqrt(entries.length))
  const rows = Array.from({ length: m }, (_, i) => entries.slice(i * m, (i + 1) * m))
  const coefficients = characteristic(rows).slice(0, count + 1)
  const last = signOf(coefficients[count]!)
  if (count === 0 || last === 0) return undefined
  const growing = areReal ? changesOf(coefficients.map(signOf)) : growingByRouth(coefficients, entries)
  if (growing !== undefined) return { growing, decaying: count - growing }
  // Of two eigenvalues with a negative product one grows, whatever their sum is.
  return count === 2 && last < 0 ? { growing: 1, decaying: 1 } : undefined
}

/** 1, a₁, …, a_m of det(λ − A), by the recursion of Faddeev and LeVerrier. */
function characteristic(rows: readonly (readonly Interval[])[]): Interval[] {
  const coefficients = [pointInterval(1)]
  let product = rows.map((row) => row.map(() => pointInterval(0)))
  rows.forEach((_, k) => {
    const moved = product.map((row, i) => row.map((x, j) => (i === j ? addIntervals(x, coefficients[k]!) : x))) // prettier-ignore
    product = rows.map((row) => moved[0]!.map((_x, j) => sumOf(row.map((x, l) => multiplyIntervals(x, moved[l]![j]!))))) // prettier-ignore
    const trace = sumOf(product.map((row, i) => row[i]!))
    coefficients.push(scaled(trace, -1 / (k + 1)))
  })
  return coefficients
}

/** Sign changes; a sign that is open between two opposite ones does not matter, as all roots are real. */
function changesOf(signs: readonly number[]): number | undefined {
  const isHarmless = (k: number): boolean => k > 0 && signs[k - 1]! * (signs[k + 1] ?? 0) < 0
  if (signs.some((sign, k) => sign === 0 && !isHarmless(k))) return undefined
  const clear = signs.filter((sign) => sign !== 0)
  return clear.slice(1).filter((sign, k) => sign !== clear[k]).length
}

function growingByRouth(coefficients: readonly Interval[], entries: readonly Interval[]): number | undefined {
  const changes = (p: readonly Interval[]): number | undefined => {
    const column = firstColumn(p).map(signOf)
    return column.includes(0) ? undefined : changesOf(column)
  }
  const found = changes(coefficients)
  if (found !== undefined) return found
  const size = entries.reduce((most, { low, high }) => Math.max(most, Math.abs(low), Math.abs(high)), 0)
  for (const part of shifts) {
    // As many beyond −δ as beyond δ: no real part is in between. Pairs ±λ, for which the array ends early, are told apart so.
    const [above, below] = [
      changes(shifted(coefficients, part * size)),
      changes(shifted(coefficients, -part * size)),
    ]
    if (above !== undefined && above === below) return above
  }
  return undefined
}

/** p(λ + δ), the highest power first. */
function shifted(p: readonly Interval[], delta: number): Interval[] {
  const found = [...p]
  for (let end = p.length; end > 1; end--)
    for (let k = 1; k < end; k++) found[k] = addIntervals(found[k]!, scaled(found[k - 1]!, delta))
  return found
}

/** Of the array of Routh, each row times the lead of the one before, which changes no zeros but signs: kept apart. */
function firstColumn(p: readonly Interval[]): Interval[] {
  let [above, here] = [p.filter((_, k) => k % 2 === 0), p.filter((_, k) => k % 2 === 1)]
  const column = [above[0]!]
  for (let k = 1; k < p.length; k++) {
    const lead = here[0] ?? pointInterval(0)
    const sign = signOf(lead)
    column.push(lead)
    if (sign === 0) return column
    const next = above.slice(1).map((x, i) => {
      const [a, b] = [
        multiplyIntervals(lead, x),
        multiplyIntervals(above[0]!, here[i + 1] ?? pointInterval(0)),
      ]
      return scaled(addIntervals(a, scaled(b, -1)), sign)
    })
    ;[above, here] = [here, next]
  }
  return column
}

const scaled = (a: Interval, factor: number): Interval => multiplyIntervals(a, pointInterval(factor))

const sumOf = (parts: readonly Interval[]): Interval => parts.reduce(addIntervals, pointInterval(0))

/** 0 where it is open. */
export function signOf({ low, high }: Interval): number {
  return low > 0 ? 1 : high < 0 ? -1 : 0
}
