import { failure } from '../base/wording.js'
import { norm, stream, type SymmetricEigen, symmetricEigen } from '../numeric/index.js'
import { coordinatesText } from './coordinates.js'
import type { Landscape } from './landscape.js'
import { isZeroLossPlace } from './polish.js'
import { evaluate } from '../expression/index.js'

/**
 * Why the zero-loss set was not reached, from the place where the search ended: a saddle of the loss (`no-convergence`,
 * with the direction in which to start instead), a minimum with a positive value, a critical point that could be one, a
 * loss that goes on falling without reaching 0, or one that falls below 0 (`no-zero-loss-set`, with the value found).
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
  const saddle = (what: string, direction: ArrayLike<number>): Error =>
    failure('no-convergence', {
      what: 'the way to the zero-loss set',
      tried,
      reached: `${what} of the loss at ${at}: loss ${short(loss)}, ${numbers}`,
      suggest: `Start elsewhere, for example displaced along (${directionText(direction)}), in which the loss falls.`,
    })
  const none = (kind: string, minimum?: number): Error => {
    const elsewhere = zeroPointNames(landscape)
    return failure('no-zero-loss-set', {
      lowestLoss: loss,
      at,
      tried: `${tried}; ${kind}`,
      ...(elsewhere.length > 0 && { elsewhere }),
      ...(minimum !== undefined && { minimum: String(Number(minimum.toPrecision(12))) }),
    })
  }
  if (loss < 0 && !atRest)
    return none(`${numbers}: the loss falls below 0, which is not its least value; take a loss whose least value is 0`)
  if (!atRest)
    return none(`${numbers}: the loss still falls there, slowly or towards infinity; another start may help`)
  if (loss < 0) return none(`${numbers}: the loss comes to rest below 0, which is not its least value`)
  if (lowest < -1e-6 * largest) return saddle('a saddle', lowestVector(eigen))
  if (lowest > 1e-6 * largest) return none(`${numbers}: a minimum with a positive value`, loss)
  // Where the Hessian has a kernel it does not decide; higher orders do.
  const down = fallingDirection(landscape, w, eigen)
  if (down !== undefined) return saddle('a degenerate saddle', down)
  if (largest === 0)
    return none(`${numbers}: a critical point of undecided type, at which the Hessian vanishes; start elsewhere`)
  return none(
    `${numbers}: the Hessian has a kernel and does not decide what this is; no lower loss was found around it, so that it ` +
      'seems to be a minimum with a positive value; another start may help',
    loss,
  )
} // prettier-ignore

// Relative to 1 + |w|, and how many directions at each.
const lengths = [0.3, 0.1, 0.03, 0.01]
const directions = 64

/** The direction of the Hessian's kernel, of some, along which the loss falls most, at two lengths and by more than rounding. */
function fallingDirection(
  landscape: Landscape,
  w: Float64Array,
  { values, vectors }: SymmetricEigen,
): Float64Array | undefined {
  const d = w.length
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const kernel = Array.from(values, (value, k) => (Math.abs(value) <= 1e-6 * largest ? k : -1)).filter((k) => k >= 0) // prettier-ignore
  const random = stream(0, 'unreached', 0)
  const loss = landscape.loss(w)
  const best: ({ fall: number; unit: Float64Array } | undefined)[] = lengths.map(() => undefined)
  const fallen = (direction: Float64Array, length: number) =>
    loss - landscape.loss(w.map((x, i) => x + length * direction[i]!))
  for (let trial = 0; trial < directions; trial++) {
    const direction = new Float64Array(d)
    for (const k of kernel) {
      const weight = random.normal()
      for (let i = 0; i < d; i++) direction[i]! += weight * vectors.data[i * d + k]!
    }
    const size = norm(direction)
    if (!(size > 0)) return undefined
    const unit = direction.map((x) => x / size)
    lengths.forEach((share, k) => {
      const length = share * (1 + norm(w))
      const fall = Math.min(fallen(unit, length), fallen(unit, length / 2))
      const most = best[k] ?? { fall: 1e-12 * Math.abs(loss), unit }
      if (fall > most.fall) best[k] = { fall, unit }
    })
  }
  return best.findLast((one) => one !== undefined)?.unit
}

/** The named points of the model at which the loss is 0. */
function zeroPointNames(landscape: Landscape): string[] {
  return landscape.model.points
    .filter(({ coordinates }) =>
      isZeroLossPlace(
        landscape,
        Float64Array.from(coordinates, (x) => evaluate(x, new Map())),
      ),
    )
    .map(({ name }) => name)
}

function lowestVector({ values, vectors }: SymmetricEigen): number[] {
  return Array.from({ length: values.length }, (_, i) => vectors.data[i * values.length]!)
}

function directionText(direction: ArrayLike<number>): string {
  const entries = Array.from({ length: Math.min(8, direction.length) }, (_, i) => short(direction[i]!))
  return [...entries, ...(direction.length > 8 ? ['…'] : [])].join(', ')
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
