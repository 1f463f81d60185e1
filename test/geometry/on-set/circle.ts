import { limitCoefficients, limitMapScheme, type OnSetScheme, projectedEulerMaruyama } from '../../../src/geometry/index.js' // prettier-ignore
import { gaussRule } from '../../../src/numeric/legendre.js'
import { fromRows, solveOde, symmetricEigen } from '../../../src/numeric/index.js'
import { placed } from '../shape-models.js'

/** L = (u² + v² − 1)²/8 with noise of covariance diag(3, 1), and schemes for its limit on the circle. */
export const [circle, circlePoint] = placed(
  { parameters: ['u', 'v'], residuals: ['(u^2 + v^2 - 1)/2'] },
  'u=3/5,v=4/5',
)

const noise = {
  noises: 2,
  factor: (_: Float64Array, out: Float64Array) => out.set([Math.sqrt(3), 0, 0, 1]),
}

/** The limit of the gradient flow, known in closed form here: the loss depends on the distance to the origin only. */
const radial = ([u, v]: Float64Array) => Float64Array.of(u! / Math.hypot(u!, v!), v! / Math.hypot(u!, v!))

// b = −½a·y + ½a′·t with a(θ) = 3 sin²θ + cos²θ, by hand: many times as fast as from derivatives of the loss.
const byHand = (isMixed: boolean, isCurved = true) => ({
  noises: 2,
  drift([u, v]: Float64Array, out: Float64Array) {
    const a = isCurved ? 3 * v! * v! + u! * u! : 0
    const along = isMixed ? 2 * u! * v! : 0
    out.set([(-a / 2) * u! - along * v!, (-a / 2) * v! + along * u!])
  },
  diffusion([u, v]: Float64Array, out: Float64Array) {
    const root = Math.sqrt(3)
    out.set([root * v! * v!, -u! * v!, -root * u! * v!, u! * u!])
  },
})

export const schemes = {
  limit: () => limitMapScheme(circle, circlePoint, noise, radial),
  flow: () => limitMapScheme(circle, circlePoint, noise),
  euler: () => projectedEulerMaruyama(circle, circlePoint, byHand(true)),
  derived: () => projectedEulerMaruyama(circle, circlePoint, limitCoefficients(circle, 1, noise)),
  withoutMixed: () => projectedEulerMaruyama(circle, circlePoint, byHand(false)),
  withoutDrift: () => projectedEulerMaruyama(circle, circlePoint, byHand(false, false)),
}

/** The law of the two increments over h, as told to a scheme at an angle: increments and their weights. */
export type Law = (angle: number, h: number) => Iterable<readonly [x: number, y: number, weight: number]>

function product(nodes: readonly number[], weights: readonly number[]): Law {
  return function* (_, h) {
    const root = Math.sqrt(h)
    for (const [i, x] of nodes.entries())
      for (const [j, y] of nodes.entries()) {
        const weight = weights[i]! * weights[j]!
        if (weight > 1e-18) yield [root * x, root * y, weight]
      }
  }
}

export const threePoint: Law = product([-Math.sqrt(3), 0, Math.sqrt(3)], [1 / 6, 2 / 3, 1 / 6])

/** Gauss–Hermite for the standard normal, from the Jacobi matrix (Golub & Welsch 1969): for smooth schemes. */
export function gaussian(count: number): Law {
  const rows = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_x, j) => (Math.abs(i - j) === 1 ? Math.sqrt(Math.max(i, j)) : 0)),
  )
  const { values, vectors } = symmetricEigen(fromRows(rows))
  return product(
    [...values],
    [...values].map((_, j) => vectors.data[j]! ** 2),
  )
}

/** The normal law in polar coordinates around the origin, where the limit of the flow jumps. */
export const polar: Law = function* (angle, h) {
  const { nodes, weights } = gaussRule(48)
  const [across, up] = [3 * h, h]
  const longest = 1 + 8 * Math.sqrt(across)
  const count = 128
  for (let k = 0; k < count; k++) {
    const phi = (2 * Math.PI * k) / count
    for (let i = 0; i < nodes.length; i++) {
      const r = longest * nodes[i]!
      const [x, y] = [r * Math.cos(phi) - Math.cos(angle), r * Math.sin(phi) - Math.sin(angle)]
      const density = Math.exp(-(x * x) / (2 * across) - (y * y) / (2 * up)) / (2 * Math.PI * Math.sqrt(across * up)) // prettier-ignore
      const weight = ((density * r * 2 * Math.PI) / count) * longest * weights[i]!
      if (weight > 1e-14) yield [x / Math.sqrt(3), y, weight]
    }
  }
}

export const startAngle = 1
export const time = 0.5

/** E cos θ and E cos 2θ of the diffusion itself: dE e^{ikθ}/dt from the generator ½(af′)′ with a = 2 − cos 2θ. */
export function exactValues(): number[] {
  // L e^{ikθ} = −k² e^{ikθ} + ¼k(k + 2) e^{i(k+2)θ} + ¼k(k − 2) e^{i(k−2)θ}; f = Σ c_k(t) cos kθ, even in k.
  const modes = 60
  return [1, 2].map((harmonic) => {
    const start = new Float64Array(modes)
    start[harmonic] = 1
    const { states } = solveOde(
      (_, c, dc) => {
        dc.fill(0)
        for (let k = 1; k < modes; k++) {
          dc[k]! -= k * k * c[k]!
          if (k + 2 < modes) dc[k + 2]! += (k * (k + 2) * c[k]!) / 4
          dc[Math.abs(k - 2)]! += (k * (k - 2) * c[k]!) / 4
        }
      },
      start,
      0,
      time,
      { tolerance: 1e-14, maxSteps: 100_000 },
    )
    return states[0]!.reduce((sum, c, k) => sum + c * Math.cos(k * startAngle), 0)
  })
}

/**
 * E cos θ and E cos 2θ after `time` in steps of h of a scheme, without sampling: each step's expectation by quadrature over
 * its two increments, from trigonometric interpolation on equally spaced angles.
 */
export function expectations(scheme: OnSetScheme, h: number, law: Law, modes = 16): number[] {
  const size = 2 * modes + 1
  const angles = Array.from({ length: size }, (_, j) => startAngle + (2 * Math.PI * j) / size)
  // Row j: E of cos kφ, sin kφ for the next angle φ, k = 0 … modes.
  const moments = angles.map((theta) => {
    const row = new Float64Array(2 * modes + 2)
    for (const [x, z, weight] of law(theta, h)) {
      const y = Float64Array.of(Math.cos(theta), Math.sin(theta))
      scheme.step(y, Float64Array.of(x, z), h)
      const [c, s] = [y[0]!, y[1]!]
      let [re, im] = [1, 0]
      for (let m = 0; m <= modes; m++) {
        row[2 * m]! += weight * re
        row[2 * m + 1]! += weight * im
        ;[re, im] = [re * c - im * s, re * s + im * c]
      }
    }
    return row
  })
  const steps = Math.round(time / h)
  return [1, 2].map((harmonic) => {
    let values = angles.map((theta) => Math.cos(harmonic * theta))
    for (let step = 0; step < steps; step++) {
      const coefficients = new Float64Array(2 * modes + 2)
      angles.forEach((theta, j) => {
        for (let m = 0; m <= modes; m++) {
          const factor = ((m === 0 ? 1 : 2) * values[j]!) / size
          coefficients[2 * m]! += factor * Math.cos(m * theta)
          coefficients[2 * m + 1]! += factor * Math.sin(m * theta)
        }
      })
      values = moments.map((row) => row.reduce((sum, x, i) => sum + x * coefficients[i]!, 0))
    }
    return values[0]!
  })
} // prettier-ignore
