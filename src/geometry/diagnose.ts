import { failure } from '../base/wording.js'
import { norm, type SymmetricEigen, symmetricEigen } from '../numeric/index.js'
import { coordinatesText } from './coordinates.js'
import type { Landscape } from './landscape.js'

/**
 * Why the zero-loss set was not reached, from the place where the search ended: a saddle of the loss (`no-convergence`,
 * with the direction in which to start instead), a minimum with a positive value or a loss that goes on falling without
 * reaching 0 (`no-zero-loss-set`, with the value found).
 */
export function unreached(landscape: Landscape, w: Float64Array, tried: string): Error {
  const loss = landscape.loss(w)
  const at = coordinatesText(landscape.model, w)
  const gradient = norm(landscape.gradient(w))
  const eigen = symmetricEigen(landscape.hessian(w))
  const lowest = eigen.values[0] ?? 0
  const largest = Math.max(Math.abs(lowest), Math.abs(eigen.values.at(-1) ?? 0))
  const atRest = gradient <= 1e-7 * largest * (1 + norm(w))
  const numbers = `gradient ${short(gradient)}, lowest Hessian eigenvalue ${short(lowest)}`
  if (atRest && lowest < -1e-6 * largest)
    return failure('no-convergence', {
      what: 'the way to the zero-loss set',
      tried,
      reached: `a saddle of the loss at ${at}: loss ${short(loss)}, ${numbers}`,
      suggest: `Start elsewhere, for example displaced along (${directionText(eigen)}), in which the loss falls.`,
    })
  const kind = atRest
    ? `${numbers}: a minimum with a positive value`
    : `${numbers}: the loss still falls there, slowly or towards infinity; another start may help`
  return failure('no-zero-loss-set', {
    lowestLoss: loss,
    at,
    tried: `${tried}; ${kind}`,
    ...(atRest && { minimum: String(Number(loss.toPrecision(12))) }),
  })
}

function directionText({ values, vectors }: SymmetricEigen): string {
  const entries = Array.from({ length: Math.min(8, values.length) }, (_, i) => short(vectors.data[i * values.length]!)) // prettier-ignore
  return [...entries, ...(values.length > 8 ? ['…'] : [])].join(', ')
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
