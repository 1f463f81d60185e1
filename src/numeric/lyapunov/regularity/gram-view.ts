import { rational, type Rational } from '../../../expression/index.js'
import { dot } from '../../matrix.js'
import { type ExactProduct, reducedRows } from '../bounds/exact-product.js'
import type { SampledProduct } from '../sampled-product.js'

/** What the factor I − η gᵢgᵢᵀ of a single sample is, by its eigenvalue tᵢ = 1 − η|gᵢ|² on gᵢ. */
export type Single = 'scaling' | 'identity' | 'singular' | 'reflection' | 'unclear'

/** The inner products of the gradients of samples with one residual each, as far as questions are asked of them. */
export interface GramView {
  readonly exact: boolean
  readonly singles: readonly Single[]
  /** Whether the gradients of two samples are certainly not orthogonal, certainly orthogonal, or it is unclear. */
  readonly link: (i: number, j: number) => 'linked' | 'orthogonal' | 'unclear'
  /** Whether the gradients of these samples certainly span the normal space. */
  readonly spans: (samples: readonly number[]) => boolean
  /** The smallest relative distance from a different answer among all answers that were not `unclear`. */
  readonly margin: number
}

export function exactView({ gram }: ExactProduct, learningRate: Rational): GramView {
  const rank = reducedRows(gram).pivots.length
  return {
    exact: true,
    margin: Infinity,
    singles: gram.map((row, i) => {
      const x = rational.multiply(learningRate, row[i]!)
      if (rational.isZero(x)) return 'identity'
      if (rational.isOne(x)) return 'singular'
      return rational.equals(x, rational.of(2)) ? 'reflection' : 'scaling'
    }),
    link: (i, j) => (rational.isZero(gram[i]![j]!) ? 'orthogonal' : 'linked'),
    // The rank of the inner products of some vectors is that of the vectors.
    spans: (samples) =>
      reducedRows(samples.map((i) => samples.map((j) => gram[i]![j]!))).pivots.length === rank,
  }
}

// Numbers are told apart at 10⁻⁹ of their size, and are equal within 64 roundings.
const clear = 1e-9
const equal = 2 ** -47

/** `spansBy` decides numerically whether some gradients span the normal space. */
export function numericalView(
  { samples }: SampledProduct,
  learningRate: number,
  spansBy: (samples: readonly number[]) => boolean,
): GramView {
  const gradients = samples.map(({ data }) => data)
  const squares = gradients.map((g) => dot(g, g))
  let margin = Infinity
  const apart = (distance: number): 'equal' | 'apart' | 'unclear' => {
    if (distance <= equal) return 'equal'
    if (distance < clear) return 'unclear'
    margin = Math.min(margin, distance)
    return 'apart'
  }
  const singles = squares.map((square): Single => {
    if (square === 0) return 'identity'
    const x = learningRate * square
    const [one, two] = [apart(Math.abs(x - 1)), apart(Math.abs(x - 2) / 2)]
    if (one === 'equal') return 'singular'
    if (two === 'equal') return 'reflection'
    return one === 'apart' && two === 'apart' ? 'scaling' : 'unclear'
  })
  const cosines = gradients.map((g, i) =>
    gradients.map((h, j) => Math.abs(dot(g, h)) / Math.sqrt(squares[i]! * squares[j]!)),
  )
  const strongest = cosines.flatMap((row, i) => row.filter((x, j) => j !== i && x >= clear))
  for (const cosine of strongest) margin = Math.min(margin, cosine)
  return {
    exact: false,
    margin,
    singles,
    link: (i, j) => {
      const c = cosines[i]![j]!
      return c <= equal ? 'orthogonal' : c >= clear ? 'linked' : 'unclear'
    },
    spans: spansBy,
  }
}
