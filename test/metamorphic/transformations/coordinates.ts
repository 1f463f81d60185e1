import { type Model, modelFrom } from '../../../src/model/index.js'
import { identityRows, type Relation, sameModel, type Transformed, transposed } from '../relation.js'
import { rewritten } from '../rewritten.js'

/** A rational number as integers. */
type Fraction = readonly [numerator: number, denominator: number]

const text = ([p, q]: Fraction): string => `(${p}/${q})`
const value = ([p, q]: Fraction): number => p / q

/** w = A·w′ + a with rational entries; `inverse` is A⁻¹. */
interface Change {
  readonly matrix: readonly (readonly Fraction[])[]
  readonly inverse: readonly (readonly Fraction[])[]
  readonly shift: readonly Fraction[]
  readonly unit: Fraction | undefined
}

const zero: Fraction = [0, 1]
const one: Fraction = [1, 1]
const unitRows = (d: number): Fraction[][] => identityRows(d).map((row) => row.map((x): Fraction => [x, 1]))
const none = (d: number): Fraction[] => Array<Fraction>(d).fill(zero)

/** Rotations by the angle with cosine 3/5 in as many coordinate planes as there are. */
export function rotation(d: number): Change {
  const matrix = unitRows(d)
  for (let i = 0; i + 1 < d; i += 2) {
    matrix[i]![i] = matrix[i + 1]![i + 1] = [3, 5]
    matrix[i]![i + 1] = [-4, 5]
    matrix[i + 1]![i] = [4, 5]
  }
  return { matrix, inverse: transposedRows(matrix), shift: none(d), unit: one }
}

/** Householder's reflection I − 2vvᵀ/|v|² of at most five coordinates, which mixes them all. */
export function reflection(d: number): Change {
  const v = Array.from({ length: d }, (_, i) => (i < 5 ? 1 + (i % 2) : 0))
  const square = v.reduce((sum, x) => sum + x * x, 0)
  const matrix = v.map((x, i) => v.map((y, j): Fraction => [(i === j ? square : 0) - 2 * x * y, square]))
  return { matrix, inverse: transposedRows(matrix), shift: none(d), unit: one }
}

export function translation(d: number, size: number): Change {
  const shift = Array.from({ length: d }, (_, i): Fraction => [
    size * [3, -1, 2, -2, 1][i % 5]!,
    [2, 3, 1, 5, 4][i % 5]!,
  ])
  return { matrix: unitRows(d), inverse: unitRows(d), shift, unit: one }
}

/** Every parameter in another unit, the same for all: w = s·w′. */
export function commonUnit(d: number, [p, q]: Fraction): Change {
  const scaled = (s: Fraction): Fraction[][] =>
    unitRows(d).map((row) => row.map(([x]): Fraction => (x === 0 ? zero : s)))
  return { matrix: scaled([p, q]), inverse: scaled([q, p]), shift: none(d), unit: [p, q] }
}

/** Every parameter in a unit of its own. */
export function ownUnits(d: number): Change {
  const units = Array.from({ length: d }, (_, i): Fraction => [[2, 1, 3, 1][i % 4]!, [1, 3, 2, 1][i % 4]!])
  const diagonal = (entry: (u: Fraction) => Fraction): Fraction[][] =>
    unitRows(d).map((row, i) => row.map(([x]) => (x === 0 ? zero : entry(units[i]!))))
  return {
    matrix: diagonal((u) => u),
    inverse: diagonal(([p, q]) => [q, p]),
    shift: none(d),
    unit: undefined,
  }
}

export function inCoordinates(
  model: Model,
  change: Change,
  weaker: Relation['weaker'] = {},
): Transformed<Model> {
  const { matrix, inverse, shift, unit } = change
  const combination = (row: readonly Fraction[], of: readonly string[]): string =>
    row.flatMap((entry, j) => (value(entry) === 0 ? [] : [`${text(entry)}*${of[j]!}`])).join(' + ')
  const object = rewritten(model, {
    places: (names) => matrix.map((row, i) => `(${combination(row, names)} + ${text(shift[i]!)})`),
    coordinates: (old) => {
      const moved = old.map((x, i) => `(${x} - ${text(shift[i]!)})`)
      return inverse.map((row) => combination(row, moved))
    },
  })
  return {
    model: modelFrom(object),
    relation: {
      ...sameModel(matrix.length),
      matrix: matrix.map((row) => row.map(value)),
      inverse: inverse.map((row) => row.map(value)),
      shift: shift.map(value),
      unit: unit && value(unit),
      rateFactor: unit === undefined ? '1/9' : `(${unit[1]}/${unit[0]})^2`,
      weaker,
    },
  }
}

/** Parameters in another order: where each of the old ones is among the new, by name. */
export function permutation(
  old: readonly string[],
  now: readonly string[],
): Pick<Relation, 'matrix' | 'inverse'> {
  const matrix = old.map((name) => now.map((other) => (other === name ? 1 : 0)))
  return { matrix, inverse: transposed(matrix) }
}

function transposedRows(rows: readonly (readonly Fraction[])[]): Fraction[][] {
  return rows.map((_, i) => rows.map((row) => row[i]!))
}
