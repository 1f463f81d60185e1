import { failure } from '../../base/wording.js'
import { shapeName, type Value } from './value.js'

/** One position of an index: an entry, or the entries `from` to `to`; both count from 1 and are included. */
export type Selection = number | { readonly from: number; readonly to: number }

/**
 * The entries of a vector or matrix at an index, as in `x[2]`, `W[1,2]`, `W[1,:]`, `x[2:3]`. A position given by a
 * single number drops out of the shape: a row or a column of a matrix is a vector. Throws `bad-index`.
 */
export function select(object: Value, what: string, index: readonly Selection[]): Value {
  const { shape } = object
  if (shape.length === 0 || shape.length !== index.length)
    throw failure('bad-index', {
      what,
      shape: shapeName(shape),
      detail:
        shape.length === 0
          ? 'It has no entries to choose from.'
          : `Its entries are written with ${shape.length === 1 ? 'one position' : 'two positions, row and column'}.`,
    })
  const positions = index.map((selection, axis) => range(selection, shape[axis]!, what, shape))
  const columns = shape.length === 1 ? [1] : positions[1]!
  const width = shape[1] ?? 1
  const entries = positions[0]!.flatMap((row) =>
    columns.map((column) => object.entries[(row - 1) * width + column - 1]!),
  )
  const kept = positions.flatMap((list, axis) => (typeof index[axis] === 'number' ? [] : [list.length]))
  return { shape: kept, entries }
}

function range(selection: Selection, size: number, what: string, shape: readonly number[]): number[] {
  const { from, to } = typeof selection === 'number' ? { from: selection, to: selection } : selection
  const outside = [from, to].find((position) => position < 1 || position > size)
  if (outside !== undefined || from > to)
    throw failure('bad-index', {
      what,
      shape: shapeName(shape),
      detail:
        outside === undefined
          ? `The range ${from}:${to} is empty.`
          : `Positions count from 1 to ${size} here; there is no ${outside}.`,
    })
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
