/**
 * How a transformed model must be related to the one it was made from. Parameters: w = A·w′ + a; loss: L′(w′) = c·L(w);
 * the number n by which the loss divides: n′ = m·n. Everything else follows from these by theory; see `expected.ts`.
 */
export interface Relation {
  /** A, d × d. */
  readonly matrix: readonly (readonly number[])[]
  readonly inverse: readonly (readonly number[])[]
  /** a, length d. */
  readonly shift: readonly number[]
  /** s, where A is s times an orthogonal matrix: then gradient descent is the same algorithm in other coordinates. */
  readonly unit: number | undefined
  /** c. */
  readonly lossFactor: number
  /** m. */
  readonly countFactor: number
  /** 1/(c·s²) as a formula: what learning rates are multiplied with. */
  readonly rateFactor: string
  /** The squares cannot be seen any more: there are no labels for noise. */
  readonly losesResiduals: boolean
  /** What may be known less well afterwards, each with the reason. */
  readonly weaker: Readonly<Record<string, string>>
}

export interface Transformed<Form> {
  readonly model: Form
  readonly relation: Relation
}

export function sameModel(dimension: number): Relation {
  return {
    matrix: identityRows(dimension),
    inverse: identityRows(dimension),
    shift: Array<number>(dimension).fill(0),
    unit: 1,
    lossFactor: 1,
    countFactor: 1,
    rateFactor: '1',
    losesResiduals: false,
    weaker: {},
  }
}

/** The relation of a model transformed by `first` and then by `second`. */
export function followedBy(first: Relation, second: Relation): Relation {
  return {
    matrix: times(first.matrix, second.matrix),
    inverse: times(second.inverse, first.inverse),
    shift: applied(first.matrix, second.shift).map((x, i) => x + first.shift[i]!),
    unit: first.unit === undefined || second.unit === undefined ? undefined : first.unit * second.unit,
    lossFactor: first.lossFactor * second.lossFactor,
    countFactor: first.countFactor * second.countFactor,
    rateFactor: `(${first.rateFactor})*(${second.rateFactor})`,
    losesResiduals: first.losesResiduals || second.losesResiduals,
    weaker: { ...first.weaker, ...second.weaker },
  }
}

export function identityRows(dimension: number): number[][] {
  return Array.from({ length: dimension }, (_, i) =>
    Array.from({ length: dimension }, (_, j) => (i === j ? 1 : 0)),
  )
}

export function applied(matrix: readonly (readonly number[])[], v: ArrayLike<number>): number[] {
  return matrix.map((row) => row.reduce((sum, x, j) => sum + x * v[j]!, 0))
}

export function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((_, i) => matrix.map((row) => row[i]!))
}

export function times(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)))
}
