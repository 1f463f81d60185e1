import { readable, reduced } from '../../../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  type Rational,
  rational,
  scale,
  square,
  squareRoot,
  substitute,
  subtract,
} from '../../../expression/index.js'
import { type BatchLaw, copiesOf, exactLaw, isFullBatch, pairWeights, type SymbolicLaw } from './batch-law.js'
import { belowAll, type Meanings, times, withShown, written } from './bounds.js'
import type { Claim, Notion } from './contract.js'
import type { Bound, Draft } from './draft.js'
import { mergedWindows } from './merge.js'
import { withMomentum } from './momentum.js'
import type { OnSet } from './on-set.js'
import { almostSurely, descentBound, meanSquareBound, parallelCurvatures } from './one-direction.js'
import { type Component, sampleTraces, type Structure } from './structure.js'
import { descentOfTwo, meanSquareOfTwo, type TwoByTwo } from './two-samples.js'

/** What the conditions are derived from when K is written out. */
export interface WrittenOut {
  readonly structure: Structure
  /** The entries of K by name, and their values. */
  readonly meanings: Meanings
  readonly law: BatchLaw
  readonly rate: Expression
  readonly momentum: Expression | undefined
  readonly set: OnSet
}

/** All conditions for a Gram matrix that is written out, its entries by name in the components. */
export function draftsOf(of: WrittenOut): Draft[] {
  const descent = descentDrafts(of)
  if (isFullBatch(of.law)) {
    const [exact] = descent
    return [...descent, ...(['mean square', 'almost surely'] as const).map((notion) => ({ ...exact!, notion }))]
  }
  const mean = meanSquareDrafts(of)
  const sure = almostSureDrafts(of)
  return [...descent, ...mean, ...sure]
} // prettier-ignore

function draft(of: WrittenOut, notion: Notion, says: Draft['says'], kind: Draft['kind'], claims: readonly Claim[]): Draft {
  const { certainty, basis } = of.structure
  return { notion, says, kind, claims, certainty, basis }
} // prettier-ignore

function descentDrafts(of: WrittenOut): Draft[] {
  const { structure, law, meanings, rate } = of
  const { count } = exactLaw(law, rate.graph)
  const bounds = structure.components.map((part) => descentOf(part, of))
  const known = bounds.filter((bound) => bound !== undefined)
  return withMomentum(of.momentum).flatMap(({ notion, above, below }): Draft[] => {
    if (known.length === bounds.length) {
      const claim = belowAll(known.map((bound) => times(bound, above, below)), meanings)
      return [draft(of, notion, 'stable exactly when', 'closed form', [claim])]
    }
    const weighted = structure.components.map((part) => withCopies(part, law))
    const traces = weighted.map((part) => rate.graph.sum(sampleTraces(part)))
    const scaled = divide(multiply(multiply(count, 2), above), below)
    const enough = belowAll(traces.map((denominator) => ({ numerator: scaled, denominator })), meanings)
    const diagonal = weighted.flatMap(({ gram }) => gram.map((row, i) => row[i]!))
    return [
      draft(of, notion, 'stable exactly when', 'equation', [{ form: 'matrix', equation: 'largest eigenvalue' }]),
      draft(of, notion, 'stable when', 'sufficient', [enough]),
      draft(of, notion, 'unstable when', 'sufficient', [
        turned(belowAll(diagonal.map((denominator) => ({ numerator: scaled, denominator })), meanings)),
      ]),
    ]
  })
} // prettier-ignore

const turned = (claim: Claim): Claim => (claim.form === 'below' ? { ...claim, form: 'above' } : claim)

/** The component with the entries of √n K √n, n the copies of the samples: K itself where these are equally likely. */
function withCopies(part: Component, law: BatchLaw): Component {
  if (law.probabilities === undefined) return part
  const all = copiesOf(law)
  const copies = (row: number): Rational => all[part.samples[part.sampleOf[row]!]!]!
  const factor = (i: number, j: number, { graph }: Expression): Expression => {
    const isOwn = part.sampleOf[i] === part.sampleOf[j]
    return isOwn
      ? graph.constant(copies(i))
      : squareRoot(graph.constant(rational.multiply(copies(i), copies(j))))
  }
  return { ...part, gram: part.gram.map((row, i) => row.map((x, j) => multiply(factor(i, j, x), x))) }
}

/** 2N over the largest eigenvalue of a component with its copies. */
function descentOf(part: Component, of: WrittenOut): Bound | undefined {
  return eigenvalueBound(withCopies(part, of.law), of)
}

/** 2N over the largest eigenvalue of a component; nothing where it has no closed form worth reading. */
function eigenvalueBound(part: Component, { law, rate, meanings }: WrittenOut): Bound | undefined {
  const { count } = exactLaw(law, rate.graph)
  if (part.rank === 1) return descentBound(curvaturesOf(part, meanings), count)
  if (part.gram.length === 2) return descentOfTwo(entriesOf(part, meanings), count)
  if (part.rank === 2 && part.gram.length <= 4) {
    const sum = rate.graph.sum(part.gram.map((row, i) => row[i]!))
    const squares = rate.graph.sum(part.gram.flat().map(square))
    const radicand = subtract(multiply(2, squares), square(sum))
    return { numerator: multiply(4, count), denominator: add(sum, squareRoot(radicand)) }
  }
  return undefined
}

/** Where names hide a common factor, the values are taken. With a `law` as often as it says. */
function curvaturesOf(part: Component, meanings: Meanings, law?: BatchLaw) {
  const traces = sampleTraces(part)
  const all = law && copiesOf(law)
  const copies = part.samples.map((i) => all?.[i] ?? rational.one)
  return parallelCurvatures(part.samples.length > 1 ? traces.map((each) => written(each, meanings)) : traces, copies)
} // prettier-ignore

/** The entries of a 2 × 2 block; one name for both diagonal ones where they are equal. */
export function entriesOf({ gram }: Component, meanings: Meanings): TwoByTwo {
  const [first, second] = [gram[0]![0]!, gram[1]![1]!]
  const isSame = written(first, meanings) === written(second, meanings)
  return { first, second: isSame ? first : second, product: gram[0]![1]! }
}

function meanSquareDrafts(of: WrittenOut): Draft[] {
  const { structure, law, rate, meanings } = of
  const exact = exactLaw(law, rate.graph)
  const found = structure.components.map((part) => meanSquareOf(part, of, exact))
  if (found.every((each) => each !== undefined && 'numerator' in each))
    return [draft(of, 'mean square', 'stable exactly when', 'closed form', [belowAll(found as Bound[], meanings)])]
  const [only] = found
  if (found.length === 1 && only !== undefined && 'form' in only && only.form === 'root') {
    const polynomial = substitute(only.polynomial, meanings)
    return [draft(of, 'mean square', 'stable exactly when', 'equation', [{ ...only, polynomial, shown: only.polynomial }]), ...enough(of, 'mean square')]
  }
  return [draft(of, 'mean square', 'stable exactly when', 'equation', [{ form: 'matrix', equation: 'second moment' }]), ...enough(of, 'mean square'), ...tooMuch(of)]
} // prettier-ignore

function meanSquareOf(part: Component, of: WrittenOut, exact: SymbolicLaw): Bound | Claim | undefined {
  const { law, meanings, rate } = of
  if (part.rank === 1) return meanSquareBound(curvaturesOf(part, meanings, law), exact)
  const isScalar = part.gram.length === part.samples.length
  if (part.samples.length === 2 && isScalar)
    return meanSquareOfTwo(entriesOf(part, meanings), exact, rate, proportionOf(part, law))
  const largest = part.samples.length === 1 ? eigenvalueBound(part, of) : undefined
  const [i] = part.samples
  const { above, below } = ownMoment(law, exact, i!)
  return largest && times(largest, multiply(below, rate.graph.constant(copiesOf(law)[i!]!)), multiply(exact.count, above))
} // prettier-ignore

/** N·E[sᵢ²]/B² as a quotient. */
function ownMoment(law: BatchLaw, exact: SymbolicLaw, i: number): { above: Expression; below: Expression } {
  const { same, below } = pairWeights(exact)
  if (law.probabilities === undefined) return { above: same, below }
  const { graph } = same
  const again = rational.multiply(rational.of(law.size - 1), law.probabilities[i]!)
  const above = rational.multiply(copiesOf(law)[i]!, rational.add(rational.one, again))
  return { above: graph.constant(above), below: graph.constant(rational.of(law.size)) }
}

/** The probabilities of two samples in units of their sum. */
function proportionOf({ samples: [i, j] }: Component, { probabilities }: BatchLaw): [Rational, Rational] | undefined {
  if (probabilities === undefined) return undefined
  const sum = rational.add(probabilities[i!]!, probabilities[j!]!)
  return [rational.divide(probabilities[i!]!, sum), rational.divide(probabilities[j!]!, sum)]
} // prettier-ignore

function almostSureDrafts(of: WrittenOut): Draft[] {
  const { structure, law, meanings, rate } = of
  const found = structure.components.map((part) => almostSureOf(part, of))
  if (found.every((each) => each !== undefined)) {
    const claims = merged(found.flatMap((each) => each!), meanings)
    return [draft(of, 'almost surely', 'stable exactly when', 'closed form', claims)]
  }
  const diagonal = structure.components.flatMap((part) => sampleTraces(part))
  const isScalar = structure.components.every(({ gram, samples }) => gram.length === samples.length)
  const samples = structure.components.flatMap((part) => part.samples)
  const copies = copiesOf(law)
  const factors = (values: readonly Expression[]) => values.map((each, k) => ({ value: subtract(1, multiply(rate, each)), times: rational.toNumber(copies[samples[k]!]!) }))
  const determinants: Claim = { form: 'product', relation: '>', factors: factors(diagonal.map((each) => written(each, meanings))), shown: factors(diagonal) }
  return [
    draft(of, 'almost surely', 'stable exactly when', 'equation', [{ form: 'matrix', equation: 'exponent' }]),
    ...enough(of, 'almost surely'),
    draft(of, 'almost surely', 'unstable when', 'sufficient', [
      law.size === 1 && isScalar ? determinants : { form: 'matrix', equation: 'determinant' },
    ]),
  ]
} // prettier-ignore

function almostSureOf(part: Component, of: WrittenOut): readonly Claim[] | undefined {
  const { law, rate, meanings, set } = of
  const { size, count } = exactLaw(law, rate.graph)
  if (part.rank === 1) return almostSurely(sampleTraces(part).map((each) => written(each, meanings)), part.samples, law, rate)
  if (part.samples.length === 1 && !law.replacement) {
    const largest = eigenvalueBound(part, of)
    return largest && [belowAll([times(largest, size, count)], meanings)]
  }
  // For gradients of equal length every factor is a contraction below 2/K₁₁, and expands volumes above.
  const isScalar = part.gram.length === part.samples.length
  const diagonal = part.gram.map((row, i) => row[i]!)
  const [first] = diagonal
  const areEqual = diagonal.every((each) => set.isProved(subtract(written(each, meanings), written(first!, meanings))))
  if (law.size > 1 || !isScalar || !areEqual) return undefined
  return [belowAll([{ numerator: rate.graph.constant(2), denominator: first! }], meanings)]
} // prettier-ignore

/** Bounds as one bound, windows of the same scale as one set, everything else as it is. */
function merged(claims: readonly Claim[], meanings: Meanings): Claim[] {
  const together = mergedWindows(claims)
  const bounds = together.flatMap((claim) =>
    claim.form === 'below' ? [asBound(claim.shown ?? claim.bound)] : [],
  )
  const others = together.filter(({ form }) => form !== 'below')
  return bounds.length === 0 ? others : [belowAll(bounds, meanings), ...others]
}

/** A rational number over a denominator, so that several bounds can share it. */
function asBound(e: Expression): Bound {
  const { graph } = e
  const one = (denominator: Expression, numerator: Expression): Bound => ({ numerator, denominator })
  if (e.kind === 'sum' && e.terms.length === 1 && e.constant.numerator === 0n) {
    const { coefficient, term } = e.terms[0]!
    return one(reduced(graph.power(term, -1)), graph.constant(coefficient))
  }
  return one(reduced(graph.power(e, -1)), graph.one)
}

/** η < 2/max K_ii, for every batch size; with larger batches the largest eigenvalue of a batch says more. */
function enough(of: WrittenOut, notion: Notion): Draft[] {
  const { structure, law, meanings, rate } = of
  const traces = structure.components.flatMap((part) => sampleTraces(part))
  const two = rate.graph.constant(2)
  const claim = belowAll(traces.map((denominator) => ({ numerator: two, denominator })), meanings)
  const batches: Draft[] = law.size === 1 ? [] : [draft(of, notion, 'stable when', 'sufficient', [{ form: 'matrix', equation: 'batch norm' }])]
  return [draft(of, notion, 'stable when', 'sufficient', [claim]), ...batches]
} // prettier-ignore

/** Σ = I as a trial for the second moments: unstable above 2ΣpᵢK_ii/Σ(E[sᵢ²]/B²)K_ii², and N in both. */
function tooMuch(of: WrittenOut): Draft[] {
  const { structure, law, meanings, rate } = of
  const { graph } = rate
  const exact = exactLaw(law, graph)
  const copies = copiesOf(law)
  // What is the same for all samples is written once.
  const { same, below } = law.probabilities === undefined ? pairWeights(exact) : { same: graph.one, below: graph.one }
  const squares = structure.components.flatMap(({ gram, samples, sampleOf }) => {
    return gram.flatMap((row, i) => {
      const own = law.probabilities === undefined ? undefined : ownMoment(law, exact, samples[sampleOf[i]!]!)
      const weight = own === undefined ? graph.one : divide(own.above, own.below)
      return row.filter((_, j) => sampleOf[i] === sampleOf[j]).map((x) => multiply(weight, square(x)))
    })
  })
  const traces = structure.components.flatMap((part) => sampleTraces(part).map((x, k) => scale(copies[part.samples[k]!]!, x)))
  const bound = { numerator: multiply(multiply(2, below), graph.sum(traces)), denominator: multiply(same, graph.sum(squares)) }
  const shown = readable(multiply(bound.numerator, graph.power(bound.denominator, -1)))
  const claim = withShown({ form: 'above', bound: written(shown, meanings) }, shown)
  return [draft(of, 'mean square', 'unstable when', 'sufficient', [claim])]
} // prettier-ignore
