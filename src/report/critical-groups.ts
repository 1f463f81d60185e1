import type { BranchRecord, QuantityRecord, WrittenFormula } from '../geometry/index.js'

/** Critical points with the same value, each place once. */
export interface CriticalGroup {
  readonly kind: string
  readonly value: WrittenFormula
  /** The free symbols that are not free there, with their values; no place for a quantity that is constant. */
  readonly places: readonly (readonly (readonly [symbol: string, value: WrittenFormula])[])[]
}

/** The critical points of a quantity along a branch, by kind and value. `free` are the names of the free symbols. */
export function criticalGroups({ critical }: QuantityRecord, free: readonly string[]): CriticalGroup[] {
  const groups = new Map<string, { kind: string; value: WrittenFormula; places: Map<string, CriticalGroup['places'][number]> }>()
  for (const { parameters, value, kind, isFamily } of critical) {
    const name = kind ?? (isFamily ? 'critical family' : 'critical point')
    const key = `${name} ${value.text}`
    const group = groups.get(key) ?? { kind: name, value, places: new Map() }
    const place = parameters.flatMap((x, i) => (free[i] === x.text || free[i] === x.latex ? [] : [[free[i]!, x] as const]))
    if (place.length > 0) group.places.set(place.map(([symbol, x]) => `${symbol} ${x.text}`).join(), place)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ kind, value, places }) => ({ kind, value, places: [...places.values()] }))
} // prettier-ignore

/** Whether the quantities along two branches are given by the same formulas; never when there are none. */
export function sameQuantities(a: BranchRecord, b: BranchRecord): boolean {
  const texts = ({ quantities }: BranchRecord): string =>
    quantities.map(({ name, formula }) => `${name} ${formula.text}`).join()
  return a.quantities.length > 0 && texts(a) === texts(b)
}
