import type { ProductSteps } from './product-steps.js'

/** Applies `count` factors to a vector of length about 1, rescaling it, and returns by how much its log grew. */
export type Advance = (vector: Float64Array, indices: Int32Array, count: number) => number

/** The loop over factors for dimension k: written out for two to four numbers and a table, general otherwise. */
export function advanceOf(steps: ProductSteps, k: number): Advance {
  const { table, rescaleEvery } = steps
  if (table !== undefined && k === 2) return inPlane(table, rescaleEvery)
  if (table !== undefined && k === 3) return inSpace(table, rescaleEvery)
  if (table !== undefined && k === 4) return inFour(table, rescaleEvery)
  return (vector, indices, count) => {
    let growth = 0
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++)
        steps.apply(vector, 0, indices, step * steps.indices)
      growth += rescaled(vector)
    }
    return growth
  }
}

/** Makes the vector one of length 1 and returns the logarithm of its length before; a vector 0 stays as it is. */
export function rescaled(vector: Float64Array): number {
  let squares = 0
  for (let j = 0; j < vector.length; j++) squares += vector[j]! * vector[j]!
  if (squares === 0) return -Infinity
  const factor = 1 / Math.sqrt(squares)
  for (let j = 0; j < vector.length; j++) vector[j]! *= factor
  return Math.log(squares) / 2
}

function inPlane(t: Float64Array, rescaleEvery: number): Advance {
  return (vector, indices, count) => {
    let growth = 0
    let [x, y] = [vector[0]!, vector[1]!]
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++) {
        const at = indices[step]! * 4
        const p = t[at]! * x + t[at + 1]! * y
        y = t[at + 2]! * x + t[at + 3]! * y
        x = p
      }
      const squares = x * x + y * y
      growth += Math.log(squares) / 2
      const factor = squares === 0 ? 1 : 1 / Math.sqrt(squares)
      x *= factor
      y *= factor
    }
    vector[0] = x
    vector[1] = y
    return growth
  }
}

function inSpace(t: Float64Array, rescaleEvery: number): Advance {
  return (vector, indices, count) => {
    let growth = 0
    let [x, y, z] = [vector[0]!, vector[1]!, vector[2]!]
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++) {
        const at = indices[step]! * 9
        const p = t[at]! * x + t[at + 1]! * y + t[at + 2]! * z
        const q = t[at + 3]! * x + t[at + 4]! * y + t[at + 5]! * z
        z = t[at + 6]! * x + t[at + 7]! * y + t[at + 8]! * z
        x = p
        y = q
      }
      const squares = x * x + y * y + z * z
      growth += Math.log(squares) / 2
      const factor = squares === 0 ? 1 : 1 / Math.sqrt(squares)
      x *= factor
      y *= factor
      z *= factor
    }
    vector[0] = x
    vector[1] = y
    vector[2] = z
    return growth
  }
}

function inFour(t: Float64Array, rescaleEvery: number): Advance {
  return (vector, indices, count) => {
    let growth = 0
    let [x, y, z, w] = [vector[0]!, vector[1]!, vector[2]!, vector[3]!]
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++) {
        const at = indices[step]! * 16
        const p = t[at]! * x + t[at + 1]! * y + (t[at + 2]! * z + t[at + 3]! * w)
        const q = t[at + 4]! * x + t[at + 5]! * y + (t[at + 6]! * z + t[at + 7]! * w)
        const r = t[at + 8]! * x + t[at + 9]! * y + (t[at + 10]! * z + t[at + 11]! * w)
        w = t[at + 12]! * x + t[at + 13]! * y + (t[at + 14]! * z + t[at + 15]! * w)
        x = p
        y = q
        z = r
      }
      const squares = x * x + y * y + z * z + w * w
      growth += Math.log(squares) / 2
      const factor = squares === 0 ? 1 : 1 / Math.sqrt(squares)
      x *= factor
      y *= factor
      z *= factor
      w *= factor
    }
    vector[0] = x
    vector[1] = y
    vector[2] = z
    vector[3] = w
    return growth
  }
}
