/** A diffusion ds = β(s) dt + √a(s) dB on a line, on nodes that are evenly spaced. */
export interface LineDiffusion {
  readonly spacing: number
  /** The node at which it starts. */
  readonly start: number
  /** β at the nodes. */
  readonly drift: Float64Array
  /** a at the nodes, none negative. */
  readonly variance: Float64Array
  readonly time: number
}

/**
 * Probabilities of the nodes at the time: the law of the jump process between neighbours that has the drift and the variance of
 * the diffusion at every node, reflected at both ends. Its equation is solved by the trapezoidal rule in so many steps, the
 * first two of which are taken as four half steps of implicit Euler (Rannacher, Numer. Math. 43, 1984), as it starts in a
 * single node. Of second order in spacing and step; where the drift outweighs the diffusion between nodes, of first order.
 */
export function lineDiffusionLaw(
  { spacing: h, start, drift, variance, time }: LineDiffusion,
  steps: number,
): Float64Array {
  const n = drift.length
  const [up, down] = [new Float64Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    const spread = variance[i]! / (2 * h * h)
    const shift = drift[i]! / (2 * h)
    const isSteep = Math.abs(shift) > spread
    up[i] = i === n - 1 ? 0 : spread + (isSteep ? Math.max(0, 2 * shift) : shift)
    down[i] = i === 0 ? 0 : spread + (isSteep ? Math.max(0, -2 * shift) : -shift)
  }
  const p = new Float64Array(n)
  p[start] = 1
  const [work, right] = [new Float64Array(n), new Float64Array(n)]
  /** p ← (I − implicit·Qᵀ)⁻¹(I + explicit·Qᵀ) p. */
  const step = (explicit: number, implicit: number): void => {
    for (let i = 0; i < n; i++) {
      const into = (i > 0 ? up[i - 1]! * p[i - 1]! : 0) + (i < n - 1 ? down[i + 1]! * p[i + 1]! : 0)
      right[i] = p[i]! + explicit * (into - (up[i]! + down[i]!) * p[i]!)
    }
    // Elimination from the left; the matrix is diagonally dominant by columns.
    let pivot = 1
    for (let i = 0; i < n; i++) {
      const below = i > 0 ? -implicit * up[i - 1]! : 0
      const factor = i > 0 ? below / pivot : 0
      pivot = 1 + implicit * (up[i]! + down[i]!) - (i > 0 ? factor * -implicit * down[i]! : 0)
      work[i] = pivot
      if (i > 0) right[i]! -= factor * right[i - 1]!
    }
    for (let i = n - 1; i >= 0; i--)
      p[i] = (right[i]! + (i < n - 1 ? implicit * down[i + 1]! * p[i + 1]! : 0)) / work[i]!
  }
  const dt = time / steps
  for (let k = 0; k < 4; k++) step(0, dt / 2)
  for (let k = 2; k < steps; k++) step(dt / 2, dt / 2)
  return p
}
