import type { Finding } from './finding.js'

/** The connected components of a graph, which is given by whether two members are linked. */
export function groupsOf(members: readonly number[], linked: (i: number, j: number) => boolean): number[][] {
  const left = new Set(members)
  const groups: number[][] = []
  for (const first of members) {
    if (!left.delete(first)) continue
    const group = [first]
    // The loop reaches what is added on the way.
    for (const i of group)
      for (const j of [...left])
        if (linked(i, j)) {
          left.delete(j)
          group.push(j)
        }
    groups.push(group.sort((a, b) => a - b))
  }
  return groups
}

/** Every factor maps the span of such a group to itself. */
export function refutedByGroups(groups: readonly (readonly number[])[], exact: boolean): Finding {
  const reason = `The gradients fall into ${groups.length} groups orthogonal to each other, whose spans no step mixes.`
  return { outcome: 'refuted', reason, exact, witness: { kind: 'orthogonal groups', groups } }
}
