import type { Finding } from './finding.js'
import type { GramView } from './gram-view.js'
import { groupsOf, refutedByGroups } from './orthogonal-groups.js'

interface Findings {
  readonly invertible: Finding
  readonly irreducible: Finding
  readonly contracting: Finding
}

/**
 * Batches of one sample with one residual. A_i has the eigenvalue tᵢ = 1 − η|gᵢ|² on gᵢ and 1 on its complement. If tᵢ is
 * none of 0, 1, −1, the Zariski closure of the powers of A_i contains all scalings along gᵢ; such groups generate a
 * connected group, so that irreducible implies strongly irreducible. A subspace W that they leave invariant has gᵢ ∈ W or
 * gᵢ ⊥ W for each i; when the graph of the pairs that are not orthogonal is connected, W holds all these gᵢ or is
 * orthogonal to all, and when they span the normal space, W is 0 or everything. Scaling by a large number is contracting,
 * and the semigroup inherits that from its closure (Goldsheid & Margulis, Russian Math. Surveys 44, 1989). Samples beyond
 * those cannot make it less irreducible or contracting.
 *
 * @param dimension k of the normal space
 */
export function singleSampleFindings(view: GramView, dimension: number): Findings {
  const invertible = invertibleSingles(view)
  const passed: Pick<Finding, 'outcome' | 'margin'> = view.exact
    ? { outcome: 'proved' }
    : { outcome: 'checked', margin: view.margin }
  if (dimension === 1) {
    const trivial: Finding = { outcome: 'proved', reason: 'The normal space has one dimension.' }
    return { invertible, irreducible: trivial, contracting: trivial }
  }
  const all = view.singles.flatMap((single, i) => (single === 'identity' ? [] : [i]))
  const groups = groupsOf(all, (i, j) => view.link(i, j) !== 'orthogonal')
  if (groups.length > 1) {
    return { invertible, irreducible: refutedByGroups(groups, view.exact), contracting: unknown('What does not mix is not asked whether it contracts.') }
  }
  const reflections = all.filter((i) => view.singles[i] === 'reflection')
  const isometric = reflections.length === all.length
  const scaling = all.filter((i) => view.singles[i] === 'scaling')
  const connected = groupsOf(scaling, (i, j) => view.link(i, j) === 'linked').length === 1
  if (connected && view.spans(scaling)) {
    const reason =
      'The samples with $\\eta|g_i|^2\\notin\\{1,2\\}$ span the normal space and their graph of pairs that are not orthogonal is connected.'
    return { invertible, irreducible: { ...passed, reason }, contracting: { ...passed, reason } }
  }
  const witness = { kind: 'reflections', samples: reflections } as const
  const contracting: Finding = isometric
    ? { outcome: 'refuted', reason: 'Every factor is a reflection, $\\eta|g_i|^2=2$: all products keep lengths.', exact: view.exact, witness }
    : unknown('The samples with $\\eta|g_i|^2\\notin\\{1,2\\}$ do not suffice.')
  const irreducible: Finding = {
    ...unknown('Without the samples with $\\eta|g_i|^2\\in\\{1,2\\}$ the gradients do not span the normal space, or are not connected.'),
    ...(reflections.length > 0 ? { witness } : {}),
  }
  return { invertible, irreducible, contracting }
} // prettier-ignore

const unknown = (reason: string): Finding => ({ outcome: 'unknown', reason })

function invertibleSingles({ singles, exact, margin }: GramView): Finding {
  const singular = singles.indexOf('singular')
  if (singular >= 0) {
    const reason = `The factor of sample ${singular + 1} is singular: $\\eta|g_i|^2=1$${exact ? '' : ' to rounding'}.`
    return { outcome: 'refuted', reason, exact, witness: { kind: 'singular factor', batch: [singular] } }
  }
  if (singles.includes('unclear'))
    return unknown('Some $\\eta|g_i|^2$ is too near to 1 or 2 to be told from it.')
  const reason = 'No $\\eta|g_i|^2$ is 1, so that every factor is invertible.'
  return exact ? { outcome: 'proved', reason } : { outcome: 'checked', reason, margin }
}
