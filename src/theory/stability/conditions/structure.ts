import { type Expression, multiply, square as squareOf, subtract } from '../../../expression/index.js'
import { type Matrix, symmetricEigen } from '../../../numeric/index.js'
import type { Gram } from './gram.js'
import type { LinearisedStep } from './linearised.js'
import type { OnSet } from './on-set.js'

/**
 * Residuals that are connected by nonzero entries of K; K is zero between different components, so that each has a random
 * product of its own. Residuals of one sample may be in different ones.
 */
export interface Component {
  /** The samples that have residuals in it, ascending. */
  readonly samples: readonly number[]
  /** The sample of each row of `gram`, as a position in `samples`. */
  readonly sampleOf: readonly number[]
  /** The entries of K between them. */
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

/** What is joined to components: single residuals, or samples where only their curvatures are known. */
interface Unit {
  readonly sample: number
  /** Of K. */
  readonly rows: readonly number[]
  curvature(step: LinearisedStep): Matrix
}

function unitsOf({ samples, rowsPerSample: c }: Gram, steps: readonly LinearisedStep[]): Unit[] {
  const all = Array.from({ length: samples }, (_, i) => i)
  if (c === 1 || !steps.every(({ rows }) => rows !== undefined))
    return all.map((sample) => ({
      sample,
      rows: Array.from({ length: c }, (_, r) => sample * c + r),
      curvature: ({ curvatures }) => curvatures[sample]!,
    }))
  return all.flatMap((sample) =>
    Array.from({ length: c }, (_, r) => ({
      sample,
      rows: [sample * c + r],
      curvature: ({ rows }: LinearisedStep) => square(row(rows![sample]!, r)),
    })),
  )
}

const row = ({ columns, data }: Matrix, r: number): Float64Array => data.subarray(r * columns, (r + 1) * columns) // prettier-ignore

function square(g: Float64Array): Matrix {
  const data = new Float64Array(g.length ** 2)
  g.forEach((x, i) => g.forEach((y, j) => (data[i * g.length + j] = x * y)))
  return { rows: g.length, columns: g.length, data }
}

/** The components of K on the set and their ranks: by the steps at points of the set, and then proved. */
export function structureOf(gram: Gram, steps: readonly LinearisedStep[], set: OnSet): Structure {
  const units = unitsOf(gram, steps)
  const curvatures = steps.map((step) => units.map((unit) => unit.curvature(step)))
  const joined = units.map((_, i) => units.map((_unit, j) => i === j || curvatures.some((at) => overlap(at[i]!, at[j]!) > noise)))
  let isProved = true
  units.forEach((a, i) =>
    units.slice(0, i).forEach((b, j) => {
      if (joined[i]![j]!) return
      const between = a.rows.flatMap((r) => b.rows.map((s) => gram.entries[r]![s]!))
      isProved = between.every(set.isProved) && isProved
    }),
  )
  const parts = connected(joined).map((members): Component & { readonly rows: readonly number[] } => {
    const rows = members.flatMap((i) => units[i]!.rows)
    const samples = [...new Set(members.map((i) => units[i]!.sample))]
    const entries = rows.map((i) => rows.map((j) => gram.entries[i]![j]!))
    const rank = Math.max(...curvatures.map((at) => rankOf(members.map((i) => at[i]!))))
    if (rank === 1 && rows.length > 1) isProved = isProvedParallel(entries, set) && isProved
    // A formula for rank two is only used for up to four rows.
    if (rank === 2 && rows.length > 2) isProved = rows.length <= 4 && isProvedPlanar(entries, set) && isProved
    const sampleOf = members.flatMap((i) => units[i]!.rows.map(() => samples.indexOf(units[i]!.sample)))
    return { samples, sampleOf, gram: entries, rank, rows }
  })
  // What has no gradient moves nothing; such a sample only makes the others rarer.
  const components = parts.filter(({ rank }) => rank > 0)
  return { components, certainty: isProved ? 'proved' : 'checked', basis: basisOf(components, gram) }
} // prettier-ignore

function basisOf(components: readonly (Component & { readonly rows: readonly number[] })[], { samples, rowsPerSample }: Gram): string {
  if (samples === 1 && components[0]!.gram.length === 1) return 'one residual'
  if (components.length === 1 && components[0]!.rank === 1) return 'all gradients are parallel'
  if (components.length === samples && components.every(({ rank, samples: own }) => rank === 1 && own.length === 1))
    return 'gradients of different samples are orthogonal'
  if (components.length === 1) return 'no special form of K'
  const isBySample = components.every(({ gram, samples: own }) => gram.length === own.length * rowsPerSample)
  const list = (indices: readonly number[], rank: number): string => `{${indices.map((i) => i + 1).join(', ')}} of rank ${rank}`
  return isBySample
    ? `K falls into blocks of samples: ${components.map((each) => list(each.samples, each.rank)).join('; ')}`
    : `K falls into blocks of rows: ${components.map((each) => list(each.rows, each.rank)).join('; ')}`
} // prettier-ignore

/** |tr GH| relative to |G| |H|: the squared cosine of the angle between two gradients. */
function overlap(a: Matrix, b: Matrix): number {
  const inner = (x: Matrix, y: Matrix): number =>
    x.data.reduce((sum, each, at) => sum + each * y.data[at]!, 0)
  const sizes = Math.sqrt(inner(a, a) * inner(b, b))
  return sizes === 0 ? 0 : Math.abs(inner(a, b)) / sizes
}

function rankOf(curvatures: readonly Matrix[]): number {
  const { rows, columns } = curvatures[0]!
  const sum: Matrix = { rows, columns, data: new Float64Array(rows * columns) }
  for (const { data } of curvatures) data.forEach((x, at) => (sum.data[at]! += x))
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
    row.every((off, j) => j <= i || set.isProved(subtract(multiply(row[i]!, m[j]![j]!), squareOf(off)))),
  )
}

/** Whether all principal 3 × 3 minors are proved to vanish: then the rank is two at most. */
function isProvedPlanar(m: readonly (readonly Expression[])[], set: OnSet): boolean {
  const indices = [...m.keys()]
  const triples = indices.flatMap((i) => indices.flatMap((j) => indices.flatMap((k) => (i < j && j < k ? [[i, j, k] as const] : []))))
  return triples.every(([i, j, k]) => {
    const [a, b, c, x, y, z] = [m[i]![i]!, m[j]![j]!, m[k]![k]!, m[i]![j]!, m[j]![k]!, m[i]![k]!]
    const { graph } = a
    const diagonal = subtract(graph.product([a, b, c]), graph.sum([multiply(a, squareOf(y)), multiply(b, squareOf(z)), multiply(c, squareOf(x))]))
    return set.isProved(graph.sum([diagonal, multiply(2, graph.product([x, y, z]))]))
  })
} // prettier-ignore

/** The diagonal entries of K summed over the rows of each sample: what a sample contributes to tr K. */
export function sampleTraces({ gram, samples, sampleOf }: Component): Expression[] {
  const { graph } = gram[0]![0]!
  return samples.map((_, s) => graph.sum(gram.flatMap((entries, i) => (sampleOf[i] === s ? [entries[i]!] : []))))
} // prettier-ignore
