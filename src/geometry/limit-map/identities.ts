import {
  frobeniusNorm,
  identity,
  type Matrix,
  multiply,
  norm,
  subtract,
  transpose,
} from '../../numeric/index.js'
import { projectorsAt } from '../tangent.js'
import { normalLyapunovSolution } from './blocks.js'
import type { LimitMap } from './limit-map.js'

/** An identity that holds at every clean point of the set, and how well it holds in floating point. */
export interface Identity {
  readonly text: string
  readonly latex: string
  /** Size of the difference of both sides, relative to what is multiplied. */
  readonly defect: number
  readonly allowed: number
  readonly holds: boolean
}

const allowed = 1e-10

/** Identities between the projector, the Jacobian (the Hessian) and the derivatives of the loss. They can fail. */
export function limitMapIdentities(map: LimitMap): readonly Identity[] {
  const { landscape, point, learningRate } = map
  const { coordinates: w, hessian } = point
  const { tangent: p, normal: q } = projectorsAt(point)
  const zero = (text: string, latex: string, m: Matrix, size: number): Identity =>
    identityRecord(text, latex, frobeniusNorm(m), size)
  const jacobian = landscape.hasResiduals ? landscape.jacobian(w) : undefined
  const x = normalLyapunovSolution(map, identity(w.length))
  const hx = multiply(hessian, x)
  const lyapunov = subtract(
    subtract({ ...hx, data: hx.data.map((value, i) => value + transpose(hx).data[i]!) }, q),
    scaledBy(multiply(hx, hessian), learningRate),
  )
  const third = landscape.thirdContraction(w, p)
  const along = norm(multiply(p, { rows: w.length, columns: 1, data: third }).data)
  return [
    zero('P² = P', 'P^2 = P', subtract(multiply(p, p), p), Math.max(1, frobeniusNorm(p))),
    ...(jacobian === undefined
      ? []
      : [zero('P Jᵀ = 0', 'P J^\\top = 0', multiply(p, transpose(jacobian)), frobeniusNorm(jacobian))]),
    zero('∇²L P = 0', '\\nabla^2 L\\, P = 0', multiply(hessian, p), frobeniusNorm(hessian)),
    identityRecord('P ∇³L[P] = 0', 'P\\, \\nabla^3 L[P] = 0', along, Math.max(norm(third), frobeniusNorm(hessian) / (norm(w) || 1))),
    learningRate === 0
      ? zero('∇²L X + X ∇²L = Q', '\\nabla^2 L\\, X + X\\, \\nabla^2 L = Q', lyapunov, frobeniusNorm(q))
      : zero('∇²L X + X ∇²L − α ∇²L X ∇²L = Q', '\\nabla^2 L\\, X + X\\, \\nabla^2 L - \\alpha\\, \\nabla^2 L\\, X\\, \\nabla^2 L = Q', lyapunov, frobeniusNorm(q)),
  ]
} // prettier-ignore

function identityRecord(text: string, latex: string, size: number, scale: number): Identity {
  const defect = scale > 0 ? size / scale : size
  return { text, latex, defect, allowed, holds: defect <= allowed }
}

function scaledBy(m: Matrix, factor: number): Matrix {
  return { ...m, data: m.data.map((x) => factor * x) }
}
