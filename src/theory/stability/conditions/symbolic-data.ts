import { isZero, jacobian, readable, reduced, vanishesOn } from '../../../calculus/index.js'
import {
  divide,
  type Expression,
  freeSymbols,
  type Graph,
  multiply,
  nodeCount,
  rational,
  square,
  squareRoot,
  substituteAll,
  subtract,
  type SymbolNode,
  toText,
} from '../../../expression/index.js'
import type { Model, SquareLoss } from '../../../model/index.js'
import { pairWeights, type SymbolicLaw } from './batch-law.js'
import { valueOf } from './bounds.js'
import type { Claim, Notion } from './contract.js'
import type { Draft } from './draft.js'
import { withMomentum } from './momentum.js'
import type { Naming } from './names.js'
import { descentBound, meanSquareBound, type ParallelCurvatures } from './one-direction.js'
import { type SampleSums, sampleSums, separated } from './sums.js'
import { descentOfTwoFeatures } from './two-features.js'

/** K for two different samples whose data are symbols. */
export interface SymbolicGram {
  /** Data symbols of sample i, and of another sample j, in the order of the model's data. */
  readonly here: readonly Expression[]
  readonly there: readonly Expression[]
  /** The c × c blocks K_ii and K_ij. */
  readonly own: readonly (readonly Expression[])[]
  readonly mixed: readonly (readonly Expression[])[]
  /** The residuals of a sample, by their numbers: gradients of different groups are orthogonal, for any data; proved. */
  readonly groups: readonly (readonly number[])[]
  /** Whether the gradients of each group are parallel, for any data; proved. */
  readonly parallel: boolean
}

// A longer K_ii is written by its name.
const longest = 60
// Longer ones take seconds.
const longestToImprove = 90
const largest = { entries: 200, nodes: 2000 }

/** Of residuals √c·s, which is kept out of roots. */
export interface Weighted {
  readonly inner: Expression
  readonly curvature: Expression
}

/** Nothing where the derivatives are too many to be written out. */
export function symbolicGram(model: Model, naming: Naming, weighted?: Weighted): SymbolicGram | undefined {
  const { data, loss, symbols, graph } = model
  if (data === undefined || loss.kind !== 'squares') return undefined
  if (loss.residuals.length * symbols.length > largest.entries) return undefined
  const residuals = weighted === undefined ? loss.residuals : [weighted.inner]
  const rows = jacobian(residuals, symbols)
  if (nodeCount(rows.flat()) > largest.nodes) return undefined
  const copies = (index: string): Expression[] => data.symbols.map((symbol) => copyOf(symbol as SymbolNode, index, naming))
  const [here, there] = [copies('i'), copies('j')]
  const at = (list: readonly (readonly Expression[])[], copy: readonly Expression[]) =>
    list.map((row) => substituteAll(row, new Map(data.symbols.map((symbol, k) => [symbol, copy[k]!]))))
  const [first, second] = [at(rows, here), at(rows, there)]
  const inner = (a: readonly Expression[], b: readonly Expression[]): Expression =>
    graph.sum(a.map((x, k) => multiply(x, b[k]!)))
  const short = (e: Expression): Expression => (nodeCount([e]) > longestToImprove ? e : readable(e))
  const [weight, other] = [here, there].map((copy) => at([[weighted?.curvature ?? graph.one]], copy)[0]![0]!)
  const both = squareRoot(multiply(weight!, other!))
  const own = first.map((a) => first.map((b) => short(multiply(weight!, inner(a, b)))))
  const mixed = first.map((a) => second.map((b) => short(multiply(both, inner(a, b)))))
  const vanishing = [here, there].flatMap((copy) => at([residuals], copy).flat())
  const groups = orthogonalGroups(own, mixed)
  const rowsOf = (group: readonly number[]) => [first, second].flatMap((copy) => group.map((r) => copy[r]!))
  return { here, there, own, mixed, groups, parallel: groups.every((group) => isParallel(rowsOf(group), inner, vanishing)) }
} // prettier-ignore

type Block = readonly (readonly Expression[])[]

function orthogonalGroups(own: Block, mixed: Block): number[][] {
  const isJoined = (r: number, s: number): boolean =>
    [own[r]![s]!, mixed[r]![s]!, mixed[s]![r]!].some((e) => isZero(e).outcome !== 'proved')
  const groups: number[][] = []
  for (const r of own.keys()) {
    const met = groups.filter((group) => group.some((s) => isJoined(r, s)))
    const rest = groups.filter((group) => !met.includes(group))
    groups.splice(0, groups.length, ...rest, [...met.flat(), r].sort((a, b) => a - b))
  }
  return groups.sort((a, b) => a[0]! - b[0]!)
} // prettier-ignore

function copyOf({ name, assumptions }: SymbolNode, index: string, naming: Naming): Expression {
  const [, stem, rest = ''] = /^([^[]+)(\[.*)?$/.exec(name)!
  return naming.fresh([`${stem}_${index}${rest}`, `${stem}_${index}${index}${rest}`], assumptions)
}

function isParallel(
  rows: readonly (readonly Expression[])[],
  inner: (a: readonly Expression[], b: readonly Expression[]) => Expression,
  residuals: readonly Expression[],
): boolean {
  return rows.every((a, i) =>
    rows.every((b, j) => {
      if (j <= i) return true
      const minor = subtract(multiply(inner(a, a), inner(b, b)), square(inner(a, b)))
      const test = isZero(minor).outcome
      if (test !== 'refuted') return test === 'proved'
      return nodeCount([minor]) <= 80 && vanishesOn(minor, residuals).outcome === 'proved'
    }),
  )
}

export interface SymbolicData {
  readonly gram: SymbolicGram
  readonly sums: SampleSums
  readonly law: SymbolicLaw
  readonly rate: Expression
  readonly momentum: Expression | undefined
  /** K_ii, or the trace of that block. */
  readonly own: Expression
}

export function symbolicData(
  model: Model & { readonly loss: SquareLoss },
  gram: SymbolicGram,
  naming: Naming,
  of: Omit<SymbolicData, 'gram' | 'sums' | 'own'>,
): SymbolicData {
  const own = naming.fresh(gram.own.length > 1 ? ['k_ii', 'kappa_ii'] : ['K_ii', 'Gram_ii'])
  return { ...of, own, gram, sums: sampleSums(gram.here, of.law.count, naming) }
}

/** Conditions for any number of samples, their data in sums. */
export function symbolicDrafts(of: SymbolicData): Draft[] {
  const { gram, sums, law, rate, momentum, own } = of
  const { graph } = rate
  const draftOf = (basis: string) => (notion: Notion, says: Draft['says'], kind: Draft['kind'], ...claims: Claim[]): Draft => ({
    notion, says, kind, claims, certainty: 'proved', basis,
  })
  const plain = (bound: Expression, form: 'below' | 'above' = 'below'): Claim => ({ form, bound })
  const isSingle = law.size === graph.one
  const momenta = withMomentum(momentum)
  const scaledBy = (bound: Expression, { above, below }: (typeof momenta)[number]): Expression => divide(multiply(bound, above), below)
  if (gram.parallel) {
    const draft = draftOf(gram.groups.length === 1 ? 'all gradients are parallel' : 'the gradients of different residuals are orthogonal, those of one residual are parallel')
    const parts = gram.groups.map((group) => directionOf(readable(graph.sum(group.map((r) => gram.own[r]![r]!))), of))
    return [
      ...momenta.map((each) => draft(each.notion, 'stable exactly when', 'closed form', ...parts.map(({ descent }) => plain(scaledBy(descent, each))))),
      draft('mean square', 'stable exactly when', 'closed form', ...parts.map(({ meanSquare }) => plain(meanSquare))),
      draft('almost surely', 'stable exactly when', 'closed form', ...parts.map(({ almostSurely }) => almostSurely)),
    ]
  }
  const draft = draftOf('no special form of K')
  const curvature = readable(graph.sum(gram.own.map((row, i) => row[i]!)))
  const { same, below } = pairWeights(law)
  const share = reduced(divide(below, same))
  const squares = readable(graph.sum(gram.own.flat().map(square)))
  // Long curvatures are written as K_ii.
  const isLong = toText(curvature).length > longest
  const withName = (form: 'below' | 'above', above: Expression): Claim => ({ form, perSample: true, bound: divide(above, curvature), ...(isLong && { shown: divide(above, own) }) })
  const each = withName('below', graph.constant(2))
  const sum = sums.of(curvature, own)
  const sumOfSquares = sums.of(squares, gram.own.length === 1 ? square(own) : undefined)
  const descent = divide(multiply(law.count, 2), sum)
  const tooMuch = divide(multiply(multiply(2, share), sum), sumOfSquares)
  const isScalar = gram.own.length === 1
  const exactDescent = isScalar ? descentOfTwoFeatures(gram.mixed[0]![0]!, [gram.here, gram.there], sums, law.count) : undefined
  return [
    ...momenta.flatMap((m) => exactDescent !== undefined ? [
      { ...draft(m.notion, 'stable exactly when', 'closed form', plain(scaledBy(exactDescent, m))), basis: 'all gradients are combinations of two vectors' },
    ] : [
      draft(m.notion, 'stable exactly when', 'equation', { form: 'matrix', equation: 'largest eigenvalue' }),
      draft(m.notion, 'stable when', 'sufficient', plain(scaledBy(descent, m))),
      ...(isScalar ? [draft(m.notion, 'unstable when', 'sufficient', withName('above', scaledBy(multiply(law.count, 2), m)))] : []),
    ]),
    draft('mean square', 'stable exactly when', 'equation', { form: 'matrix', equation: 'second moment' }),
    draft('mean square', 'stable when', 'sufficient', each),
    draft('mean square', 'unstable when', 'sufficient', plain(tooMuch, 'above')),
    draft('almost surely', 'stable exactly when', 'equation', { form: 'matrix', equation: 'exponent' }),
    draft('almost surely', 'stable when', 'sufficient', each),
    draft('almost surely', 'unstable when', 'sufficient', isSingle && isScalar
      ? { form: 'batches', relation: '>', curvature, shown: isLong ? own : undefined }
      : { form: 'matrix', equation: 'determinant' }),
  ]
} // prettier-ignore

/** What one direction demands: 1 − η/B times the sum of its curvatures in a batch is all that a step does to it. */
function directionOf(curvature: Expression, of: SymbolicData) {
  const { gram, law } = of
  if (!dependsOnData(curvature, gram)) {
    // Every step of every batch multiplies by the same number.
    const bound = divide(2, curvature)
    return { descent: bound, meanSquare: bound, almostSurely: { form: 'below', bound } as const }
  }
  const curvatures = parallelOf(curvature, of)
  const { numerator, denominator } = meanSquareBound(curvatures, law)
  return {
    descent: valueOf(descentBound(curvatures, law.count)),
    meanSquare: divide(numerator, denominator),
    almostSurely: { form: 'batches', relation: '<', curvature } as const,
  }
}

export function dependsOnData(e: Expression, { here }: SymbolicGram): boolean {
  const isData: ReadonlySet<Expression> = new Set(here)
  return [...freeSymbols(e)].some((symbol) => isData.has(symbol))
}

/** c·φ(xᵢ) as c, Σφ and Σφ²; otherwise the sums of the whole. */
function parallelOf(curvature: Expression, { gram, sums }: SymbolicData): ParallelCurvatures {
  const { graph } = curvature
  const parts = separated(curvature, (e) => dependsOnData(e, gram))
  if (parts === undefined) return { common: graph.one, sum: sums.of(curvature), sumOfSquares: sums.of(readable(square(curvature))) }
  return { common: parts.outer, sum: sums.of(parts.inner), sumOfSquares: sums.of(readable(square(parts.inner))) }
} // prettier-ignore

/** N and B: symbols, or a number for B where it is given. */
export function openLaw(graph: Graph, size: number | 'any', replacement: boolean, naming: Naming): SymbolicLaw {
  const count = naming.fresh(['N', 'N_samples'])
  return { count, size: size === 'any' ? naming.fresh(['B', 'B_size']) : graph.constant(rational.of(size)), replacement }
} // prettier-ignore
