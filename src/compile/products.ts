import { type Expression, type Factor, type ProductNode, rational } from '../expression/index.js'

/**
 * How products are multiplied out: pairs of factors that occur together in many products are multiplied once. Factors
 * above and below the fraction bar are planned apart.
 */
export interface ProductPlan {
  /** The factors above the fraction bar, and those below it, grouped. */
  groups(product: ProductNode): { readonly above: readonly Group[]; readonly below: readonly Group[] }
}

/** A factor, or the product of two groups. */
export type Group = Factor | readonly [Group, Group]

/** Beyond so many pairs of factors in all products, finding the best ones takes longer than it saves. */
const mostPairs = 50_000

/**
 * Again and again the pair that occurs in most products becomes one factor (of several such pairs the one that was met
 * first), until no pair occurs twice.
 */
export function planProducts(nodes: readonly Expression[]): ProductPlan {
  const atoms = new Map<string | number, number>()
  const made: Group[] = []
  const atomOf = (factor: Factor): number => {
    const { base, exponent } = factor
    const isPlain = exponent.denominator === 1n && (exponent.numerator === 1n || exponent.numerator === -1n)
    const key = isPlain ? base.id : `${base.id}^${rational.toString(rational.absolute(exponent))}`
    let atom = atoms.get(key)
    if (atom === undefined) {
      atom = made.push(factor) - 1
      atoms.set(key, atom)
    }
    return atom
  }
  const lists: number[][] = []
  const places = new Map<ProductNode, { above: number[]; below: number[] }>()
  for (const node of nodes) {
    if (node.kind !== 'product') continue
    const [above, below] = [1, -1].map((sign) =>
      node.factors.filter(({ exponent }) => rational.sign(exponent) === sign).map(atomOf),
    ) as [number[], number[]]
    places.set(node, { above, below })
    for (const list of [above, below]) if (list.length > 1) lists.push(list)
  }
  if (lists.reduce((sum, { length }) => sum + length * length, 0) <= mostPairs) pairUp(lists, made)
  return {
    groups(product) {
      const { above, below } = places.get(product)!
      return { above: above.map((atom) => made[atom]!), below: below.map((atom) => made[atom]!) }
    },
  }
}

/** Replaces pairs in the lists, which are changed, by new entries of `made`. */
function pairUp(lists: readonly number[][], made: Group[]): void {
  const users = new Map<number, Set<number[]>>()
  const keyOf = (a: number, b: number): number => (a < b ? a * 2 ** 24 + b : b * 2 ** 24 + a)
  const count = (list: number[], change: 'add' | 'delete'): void => {
    for (let i = 0; i < list.length; i++)
      for (let j = i + 1; j < list.length; j++) {
        const key = keyOf(list[i]!, list[j]!)
        let known = users.get(key)
        if (known === undefined) users.set(key, (known = new Set()))
        known[change](list)
      }
  }
  for (const list of lists) count(list, 'add')
  for (;;) {
    let best: { key: number; using: Set<number[]> } | undefined
    for (const [key, using] of users) if (using.size > (best?.using.size ?? 1)) best = { key, using }
    if (best === undefined) return
    const [a, b] = [Math.floor(best.key / 2 ** 24), best.key % 2 ** 24]
    const pair = made.push([made[a]!, made[b]!]) - 1
    for (const list of [...best.using]) {
      count(list, 'delete')
      list.splice(list.indexOf(a), 1)
      list.splice(list.indexOf(b), 1)
      list.push(pair)
      count(list, 'add')
    }
    users.delete(best.key)
  }
}
