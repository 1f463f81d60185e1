import { type Expression, multiply, square, subtract } from '../../../expression/index.js'
import { type Matrix, symmetricEigen } from '../../../numeric/index.js'
import type { Gram } from './gram.js'
import type { LinearisedStep } from './linearised.js'
import type { OnSet } from './on-set.js'

/** Samples that are connected by nonzero entries of K; K is zero between different components. */
export interface Component {
  readonly samples: readonly number[]
  /** The entries of K between them, `rowsPerSample` rows for each. */
  readonly gram: readonly (readonly Expression[])[]
  /** The rank of K here at generic points of the set. */
  readonly rank: number
}

export interface Structure {
  readonly components: readonly Component[]
  /** Whether zeros and ranks were proved, or only seen at points of the set. */
  readonly certainty: 'proved' | 'checked'
  readonly basis: string
}

// Relative to the largest eigenvalue, and of the squared cosine of an angle.
const negligible = 1e-9
const noise = 1e-12

/** The components of K on the set and their ranks: by the steps at points of the set, and then proved. */
export function structureOf(gram: Gram, steps: readonly LinearisedStep[], set: OnSet): Structure {
  const { samples, rowsPerSample: c } = gram
  const block = (i: number, j: number): Expression[] =>
    Array.from({ length: c * c }, (_, at) => gram.entries[i * c + Math.floor(at / c)]![j * c + (at % c)]!)
  const joined = Array.from({ length: samples }, (_, i) =>
    Array.from({ length: samples }, (_, j) => i === j || steps.some((step) => overlap(step, i, j) > noise)),
  )
  let isProved = true
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < i; j++) if (!joined[i]![j]!) isProved = block(i, j).every(set.isProved) && isProved
  const parts = connected(joined).map((members): Component => {
    const rows = members.flatMap((i) => Array.from({ length: c }, (_, r) => i * c + r))
    const entries = rows.map((i) => rows.map((j) => gram.entries[i]![j]!))
    const rank = Math.max(...steps.map((step) => rankOf(step, members)))
    if (rank === 1 && rows.length > 1) isProved = isProvedParallel(entries, set) && isProved
    // A formula for rank two is only used for up to four rows.
    if (rank === 2 && rows.length > 2) isProved = rows.length <= 4 && isProvedPlanar(entries, set) && isProved
    return { samples: members, gram: entries, rank }
  })
  // A sample without a gradient moves nothing; it only makes the others rarer.
  const components = parts.filter(({ rank }) => rank > 0)
  return { components, certainty: isProved ? 'proved' : 'checked', basis: basisOf(components, samples) }
}

function basisOf(components: readonly Component[], samples: number): string {
  if (samples === 1 && components[0]!.gram.length === 1) return 'one residual'
  if (components.length === 1 && components[0]!.rank === 1) return 'all gradients are parallel'
  if (components.length === samples && components.every(({ rank }) => rank === 1))
    return 'gradients of different samples are orthogonal'
  const parts = components.map(({ samples: members, rank }) => `{${members.map((i) => i + 1).join(', ')}} of rank ${rank}`)
  return components.length === 1 ? 'no special form of K' : `K falls into blocks of samples: ${parts.join('; ')}`
} // prettier-ignore

/** |tr GᵢGⱼ| relative to |Gᵢ| |Gⱼ|: the squared cosine of the angle between two gradients. */
function overlap({ curvatures }: LinearisedStep, i: number, j: number): number {
  const inner = (a: Matrix, b: Matrix): number => a.data.reduce((sum, x, at) => sum + x * b.data[at]!, 0)
  const [a, b] = [curvatures[i]!, curvatures[j]!]
  const sizes = Math.sqrt(inner(a, a) * inner(b, b))
  return sizes === 0 ? 0 : Math.abs(inner(a, b)) / sizes
}

function rankOf({ curvatures, dimension: k }: LinearisedStep, members: readonly number[]): number {
  const sum: Matrix = { rows: k, columns: k, data: new Float64Array(k * k) }
  for (const i of members) curvatures[i]!.data.forEach((x, at) => (sum.data[at]! += x))
  const { values } = symmetricEigen(sum)
  return values.filter((value) => value > negligible * values.at(-1)!).length
}

function connected(joined: readonly (readonly boolean[])[]): number[][] {
  const left = new Set(joined.keys())
  const found: number[][] = []
  for (const start of left) {
    const component = new Set([start])
    // A set iterates over what is added while it is being iterated.
    for (const i of component) for (const j of left) if (joined[i]![j]!) component.add(j)
    for (const i of component) left.delete(i)
    found.push([...component].sort((a, b) => a - b))
  }
  return found
}

// All 2 × 2 minors of a positive semi-definite matrix vanish when the principal ones do.
function isProvedParallel(m: readonly (readonly Expression[])[], set: OnSet): boolean {
  return m.every((row, i) =>
    row.every((off, j) => j <= i || set.isProved(subtract(multiply(row[i]!, m[j]![j]!), square(off)))),
  )
}

/** Whether all principal 3 × 3 minors are proved to vanish: then the rank is two at most. */
function isProvedPlanar(m: readonly (readonly Expression[])[], set: OnSet): boolean {
  const indices = [...m.keys()]
  const triples = indices.flatMap((i) => indices.flatMap((j) => indices.flatMap((k) => (i < j && j < k ? [[i, j, k] as const] : []))))
  return triples.every(([i, j, k]) => {
    const [a, b, c, x, y, z] = [m[i]![i]!, m[j]![j]!, m[k]![k]!, m[i]![j]!, m[j]![k]!, m[i]![k]!]
    const { graph } = a
    const diagonal = subtract(graph.product([a, b, c]), graph.sum([multiply(a, square(y)), multiply(b, square(z)), multiply(c, square(x))]))
    return set.isProved(graph.sum([diagonal, multiply(2, graph.product([x, y, z]))]))
  })
} // prettier-ignore

/** Entry (i, i) of K summed over the rows of each sample: what a sample contributes to tr K. */
export function sampleTraces({ gram, samples }: Component): Expression[] {
  const c = gram.length / samples.length
  return samples.map((_, s) => gram[0]![0]!.graph.sum(Array.from({ length: c }, (_, r) => gram[s * c + r]![s * c + r]!)))
} // prettier-ignore
