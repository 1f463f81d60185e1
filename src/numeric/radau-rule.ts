import { gaussRule, radauNodes } from './legendre.js'
import { matrix, type Matrix } from './matrix.js'

/**
 * The implicit Runge–Kutta method Radau IIA with s stages: order 2s − 1, L-stable, the last stage is the step itself
 * (Hairer & Wanner, Solving Ordinary Differential Equations II, IV.5).
 */
export interface RadauRule {
  readonly stages: number
  /** Within (0, 1], ascending, the last 1. */
  readonly nodes: Float64Array
  /** aᵢⱼ: the integral of the j-th Lagrange polynomial of the nodes from 0 to node i. */
  readonly coefficients: Matrix
  /** The values at 0 of the Lagrange polynomials of the nodes. */
  readonly atStart: Float64Array
  /** γ of the error estimate, about the real eigenvalue of the coefficients (Hairer & Wanner II, IV.8). */
  readonly gamma: number
}

export function radauRule(stages: number): RadauRule {
  const nodes = radauNodes(stages)
  const quadrature = gaussRule(stages)
  const coefficients = matrix(stages, stages)
  nodes.forEach((node, i) => {
    for (let j = 0; j < stages; j++) {
      let sum = 0
      quadrature.nodes.forEach((x, k) => (sum += quadrature.weights[k]! * lagrange(nodes, j, node * x)))
      coefficients.data[i * stages + j] = node * sum
    }
  })
  const atStart = nodes.map((_, j) => lagrange(nodes, j, 0))
  return { stages, nodes, coefficients, atStart, gamma: 3 / (4 * stages - 1) }
}

/** The polynomial that is 1 at node j and 0 at the others. */
function lagrange(nodes: Float64Array, j: number, x: number): number {
  let product = 1
  nodes.forEach((node, i) => {
    if (i !== j) product *= (x - node) / (nodes[j]! - node)
  })
  return product
}
