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

/** K for two different samples whose data are symbols. */
export interface SymbolicGram {
  /** Data symbols of sample i, and of another sample j, in the order of the model's data. */
  readonly here: readonly Expression[]
  readonly there: readonly Expression[]
  /** The c × c blocks K_ii and K_ij. */
  readonly own: readonly (readonly Expression[])[]
  readonly mixed: readonly (readonly Expression[])[]
  /** Whether all gradients are parallel, for any data; proved. */
  readonly parallel: boolean
}

// A longer K_ii is written by its name.
const longest = 60
// Longer ones take seconds.
const longestToImprove = 90
const largest = { entries: 200, nodes: 2000 }

/** Nothing where the derivatives are too many to be written out. */
export function symbolicGram(model: Model, naming: Naming): SymbolicGram | undefined {
  const { data, loss, symbols, graph } = model
  if (data === undefined || loss.kind !== 'squares') return undefined
  if (loss.residuals.length * symbols.length > largest.entries) return undefined
  const rows = jacobian(loss.residuals, symbols)
  if (nodeCount(rows.flat()) > largest.nodes) return undefined
  const copies = (index: string): Expression[] => data.symbols.map((symbol) => copyOf(symbol as SymbolNode, index, naming))
  const [here, there] = [copies('i'), copies('j')]
  const at = (list: readonly (readonly Expression[])[], copy: readonly Expression[]) =>
    list.map((row) => substituteAll(row, new Map(data.symbols.map((symbol, k) => [symbol, copy[k]!]))))
  const [first, second] = [at(rows, here), at(rows, there)]
  const inner = (a: readonly Expression[], b: readonly Expression[]): Expression =>
    graph.sum(a.map((x, k) => multiply(x, b[k]!)))
  const short = (e: Expression): Expression => (nodeCount([e]) > longestToImprove ? e : readable(e))
  const own = first.map((a) => first.map((b) => short(inner(a, b))))
  const mixed = first.map((a) => second.map((b) => short(inner(a, b))))
  const residuals = [here, there].flatMap((copy) => at([loss.residuals], copy).flat())
  return { here, there, own, mixed, parallel: isParallel([...first, ...second], inner, residuals) }
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
  const curvature = readable(graph.sum(gram.own.map((row, i) => row[i]!)))
  const basis = gram.parallel ? 'all gradients are parallel' : 'no special form of K'
  const draft = (notion: Notion, says: Draft['says'], kind: Draft['kind'], claim: Claim): Draft => ({
    notion, says, kind, claims: [claim], certainty: 'proved', basis,
  })
  const plain = (bound: Expression, form: 'below' | 'above' = 'below'): Claim => ({ form, bound })
  const isSingle = law.size === graph.one
  const momenta = withMomentum(momentum)
  const scaledBy = (bound: Expression, { above, below }: (typeof momenta)[number]): Expression => divide(multiply(bound, above), below)
  if (gram.parallel) {
    const curvatures = parallelOf(curvature, of)
    const descent = valueOf(descentBound(curvatures, law.count))
    const second = meanSquareBound(curvatures, law)
    return [
      ...momenta.map((each) => draft(each.notion, 'stable exactly when', 'closed form', plain(scaledBy(descent, each)))),
      draft('mean square', 'stable exactly when', 'closed form', plain(divide(second.numerator, second.denominator))),
      draft('almost surely', 'stable exactly when', 'closed form', { form: 'batches', relation: '<', curvature }),
    ]
  }
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
  return [
    ...momenta.flatMap((m) => [
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

/** c·φ(xᵢ) as c, Σφ and Σφ²; otherwise the sums of the whole. */
function parallelOf(curvature: Expression, { gram, sums }: SymbolicData): ParallelCurvatures {
  const { graph } = curvature
  const isData: ReadonlySet<Expression> = new Set(gram.here)
  const parts = separated(curvature, (e) => [...freeSymbols(e)].some((symbol) => isData.has(symbol)))
  if (parts === undefined) return { common: graph.one, sum: sums.of(curvature), sumOfSquares: sums.of(readable(square(curvature))) }
  return { common: parts.outer, sum: sums.of(parts.inner), sumOfSquares: sums.of(readable(square(parts.inner))) }
} // prettier-ignore

/** N and B: symbols, or a number for B where it is given. */
export function openLaw(graph: Graph, size: number | 'any', replacement: boolean, naming: Naming): SymbolicLaw {
  const count = naming.fresh(['N', 'N_samples'])
  return { count, size: size === 'any' ? naming.fresh(['B', 'B_size']) : graph.constant(rational.of(size)), replacement }
} // prettier-ignore
