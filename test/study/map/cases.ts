import { modelFrom } from '../../../src/model/index.js'
import type { MapPosition, StabilityMap } from '../../../src/study/index.js'

/** Two samples with parallel gradients: ½(ab − 1)² and ½(2ab − 2)², so that K is (a² + b²)·[[1, 2], [2, 4]]. */
export const parallel = modelFrom({
  title: 'parallel gradients',
  parameters: ['a', 'b'],
  residuals: ['a*b - 1', '2*a*b - 2'],
  points: { p: { a: 1, b: 1 }, steep: { a: 2, b: '1/2' } },
})

/** The same with 3 in place of 2: the exponent is negative again in a window of larger learning rates. */
export const windowed = modelFrom({
  title: 'a window',
  parameters: ['x', 'y'],
  residuals: ['x*y - 1', '3*(x*y - 1)'],
  points: { p: { x: 1, y: 1 } },
})

/** One sample: the notions coincide. */
export const single = modelFrom({
  title: 'one sample',
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  points: { p: { u: 2, v: '1/2' } },
})

export const circle = modelFrom({
  title: 'circle',
  parameters: ['x', 'y'],
  residuals: ['x^2 + y^2 - 1'],
  points: { p: { x: 1, y: 0 } },
})

export const sphere = modelFrom({
  title: 'sphere',
  parameters: ['x', 'y', 'z'],
  residuals: ['x^2 + y^2 + z^2 - 1'],
  points: { p: { x: 1, y: 0, z: 0 }, q: { x: 0, y: 1, z: 0 }, r: { x: 0, y: '-3/5', z: '4/5' } },
})

/** An ellipse with three parallel gradients, of which the last vanishes at two places. */
export const vanishing = modelFrom({
  title: 'a gradient that vanishes',
  parameters: ['x', 'y'],
  residuals: ['x^2 + x*y + y^2 - 3', '(x^2 + x*y + y^2 - 3)/2', '(x^2 + x*y + y^2 - 3)*(2 + x)'],
  points: { p: { x: 1, y: 1 } },
})

/** Gradients that are orthogonal: Theorem B is not available anywhere. */
export const orthogonal = modelFrom({
  title: 'orthogonal gradients',
  parameters: ['x', 'y', 'u', 'v'],
  residuals: ['x*y - 1', 'u*v - 1'],
  points: { p: { x: 2, y: '1/2', u: 1, v: 1 } },
})

export function positionAt({ positions }: StabilityMap, s: number): MapPosition {
  return positions.reduce((a, b) => (Math.abs(b.s - s) < Math.abs(a.s - s) ? b : a))
}
