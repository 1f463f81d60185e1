import type { ProgramBuilder, Value } from '../program-builder.js'
import { plus, product } from './arithmetic.js'
import type { OuterProduct } from './second.js'

/** Adds an outer product to the entries, on and above the diagonal, of a matrix with `dimension` columns. */
export function writeOut(
  builder: ProgramBuilder,
  { weight, gradient }: OuterProduct,
  entries: (Value | undefined)[],
  dimension: number,
): void {
  const columns = Int32Array.from(gradient.keys()).sort()
  const values = columns.map((column) => gradient.get(column)!)
  for (let i = 0; i < columns.length; i++) {
    const weighted = product(builder, weight, values[i]!)
    const start = columns[i]! * dimension
    for (let j = i; j < columns.length; j++) {
      const place = start + columns[j]!
      entries[place] = plus(builder, entries[place], product(builder, weighted, values[j]!))
    }
  }
}
