import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'
import { carriedBack, type HalfSphereTransfer } from './half-sphere-transfer.js'
import type { GridOptions } from './projective-line.js'
import { type OnSphere, type OverSpheres, refinedOverSpheres } from './projective-plane.js'
import { signChange } from './sign-change.js'

/**
 * Λ(p) for factors of space and real p > 0: the logarithm of the largest eigenvalue of ψ ↦ E |Au|^p ψ(A · u) on grids of
 * directions.
 */
export function spacePressure(
  given: RandomFactors,
  p: number,
  options: GridOptions = {},
): Computed | undefined {
  const found = refinedOverSpheres(given, options, (transfer, start) =>
    pressureOnSphere(transfer, p, start?.values),
  )
  return named(found)
}

/** The root γ in (0, most] of Λ on grids of directions; nothing where there is none on fine grids. */
export function spaceRoot(
  given: RandomFactors,
  most: number,
  options: GridOptions = {},
): Computed | undefined {
  const found = refinedOverSpheres(given, options, (transfer, start) => rootOnSphere(transfer, most, start))
  return named(found)
}

function named(found: OverSpheres | undefined): Computed | undefined {
  if (found === undefined || !(found.error < Infinity)) return undefined
  const { value, error, sphere } = found
  return { value, error, method: `weighted transfer on a grid of ${sphere.nodes} directions` }
}

/** By powers, from a function close to the one that is wanted if there is one. */
function pressureOnSphere(
  transfer: HalfSphereTransfer,
  p: number,
  start?: Float64Array,
): OnSphere | undefined {
  const weights = transfer.growth.map((x) => Math.exp(p * x))
  let values = start ?? new Float64Array(transfer.sphere.nodes).fill(1)
  for (let step = 0; step < 500; step++) {
    const image = carriedBack(transfer, values, weights)
    let [total, before, size, rest] = [0, 0, 0, 0]
    for (let m = 0; m < image.length; m++) {
      total += image[m]!
      before += values[m]!
    }
    const eigenvalue = total / before
    for (let m = 0; m < image.length; m++) {
      size = Math.max(size, Math.abs(image[m]!))
      rest = Math.max(rest, Math.abs(image[m]! - eigenvalue * values[m]!))
    }
    if (!(eigenvalue > 0 && size < Infinity)) return undefined
    values = image.map((x) => x / size)
    if (rest <= 1e-10 * size) return { value: Math.log(eigenvalue), values, unsettled: rest / size }
  }
  return undefined
}

function rootOnSphere(transfer: HalfSphereTransfer, most: number, start?: OnSphere): OnSphere | undefined {
  let values = start?.values
  const pressure = (p: number): number => {
    const found = pressureOnSphere(transfer, p, values)
    values = found?.values ?? values
    return found?.value ?? NaN
  }
  const bracket = start === undefined ? undefined : around(pressure, start.value)
  const [low, high] = bracket ?? wholeBracket(pressure, most)
  if (!(low > 0 && high <= most)) return undefined
  const { root } = signChange(pressure, [low, high], { negligible: 1e-11, most: 30 })
  const slope = (pressure(high) - pressure(low)) / (high - low)
  return values && slope > 0 ? { value: root, values, unsettled: 1e-9 / slope } : undefined
}

function around(pressure: (p: number) => number, guess: number): [number, number] | undefined {
  const bracket: [number, number] = [0.99 * guess, 1.01 * guess]
  return pressure(bracket[0]) < 0 && pressure(bracket[1]) > 0 ? bracket : undefined
}

function wholeBracket(pressure: (p: number) => number, most: number): [number, number] {
  let high = 1
  while (high <= most && !(pressure(high) > 0)) high *= 2
  let low = high / 2
  while (low > 1e-3 && !(pressure(low) < 0)) low /= 2
  return low > 1e-3 ? [low, high] : [NaN, NaN]
}
