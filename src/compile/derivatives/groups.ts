import type { OuterProduct } from './second.js'

/** Outer products of vectors whose entries belong to the same variables, ascending. */
export interface OuterProductGroup {
  readonly support: readonly number[]
  readonly count: number
}

export interface Grouped {
  readonly groups: readonly {
    readonly support: readonly number[]
    readonly members: readonly OuterProduct[]
  }[]
  /** Those for which a loop is not worth while. */
  readonly alone: readonly OuterProduct[]
}

// From so many multiplications on, a loop over a group is compiled sooner than they are, and computes as fast.
const fewestMultiplications = 1000

/**
 * Outer products that can be added up by one loop. A vector joins a group when at least half of the group's entries are
 * its own and it has no others; the rest of its entries are 0 there.
 */
export function grouped(outerProducts: readonly OuterProduct[]): Grouped {
  const widest = outerProducts.toSorted((a, b) => b.gradient.size - a.gradient.size)
  const found: { readonly within: OuterProduct['gradient']; readonly members: OuterProduct[] }[] = []
  for (const outer of widest) {
    const { gradient } = outer
    const group = found.find(
      ({ within }) =>
        2 * gradient.size >= within.size && [...gradient.keys()].every((index) => within.has(index)),
    )
    if (group === undefined) found.push({ within: gradient, members: [outer] })
    else group.members.push(outer)
  }
  const isLoop = ({ within, members }: (typeof found)[number]): boolean =>
    (members.length * within.size * (within.size + 1)) / 2 >= fewestMultiplications
  return {
    groups: found.filter(isLoop).map(({ within, members }) => ({
      support: [...within.keys()].sort((a, b) => a - b),
      members,
    })),
    alone: found.filter((group) => !isLoop(group)).flatMap(({ members }) => members),
  }
}
