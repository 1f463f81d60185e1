import {
  frobeniusNorm,
  type Matrix,
  multiplyTransposed,
  multiplyVector,
  norm,
  outer,
} from '../../numeric/index.js'
import { blocksOf, contracted, type Factors, type Split } from './blocks.js'
import type { LimitMap } from './limit-map.js'

/** D²Φ[S] = Σᵢⱼ Sᵢⱼ ∂ᵢ∂ⱼΦ for a symmetric d × d matrix S, in its three parts. */
export interface SecondDerivative {
  /** α; 0 for the flow. */
  readonly learningRate: number
  /** −H⁺∇³L[S_TT], normal to the set: for S = P the mean curvature vector. The same for all α. */
  readonly tangentTangent: DerivativePart
  /** −2P∇³L[H⁺S_NT], tangent to it. The same for all α. */
  readonly mixed: DerivativePart
  /** −P∇³L[X] with HX + XH − αHXH = S_NN, tangent to it. */
  readonly normalNormal: DerivativePart
  /** Their sum. */
  readonly total: DerivativePart
  /**
   * |P∇³L[S_TT]|, which is 0 where the point lies on the set and its tangent space is right, and how large rounding may
   * make it.
   */
  readonly tangentIdentity: { readonly value: number; readonly allowed: number; readonly holds: boolean }
  readonly notes: readonly string[]
}

export interface DerivativePart {
  /** Length d. */
  readonly vector: Float64Array
  /** Estimate of the Euclidean length of its error: rounding, and the error of the point. */
  readonly error: number
}

/**
 * The second derivative of the limit map applied to a symmetric matrix (S counts with its symmetric part), from
 * contractions of the third derivative of the loss with d + k pairs of vectors, k the codimension: formulas (2.1) and (2.2) of the theory of the zero-loss set, of which
 * the first is due to Li, Wang & Arora (2022) for S the covariance of label noise.
 *
 * @throws `shape-mismatch` unless S is d × d, `not-finite`
 */
export function limitMapSecondDerivative(map: LimitMap, s: Matrix): SecondDerivative {
  const { point, learningRate, rounding: units } = map
  const { coordinates: w } = point
  const blocks = blocksOf(map, s)
  const size = units.perMatrix * frobeniusNorm(s)

  const curved = contracted(map, blocks.tangentTangent)
  const bent = normalPart(map, curved)
  const tangentTangent = {
    vector: bent,
    error: units.conditioned * norm(bent) + (Number.EPSILON * norm(curved)) / units.smallest + size,
  }
  const mixed = tangentPart(map, blocks.mixed, size)
  const normalNormal = tangentPart(map, blocks.normalNormal, size)
  const vector = w.map((_, i) => bent[i]! + mixed.vector[i]! + normalNormal.vector[i]!)
  const total = { vector, error: tangentTangent.error + mixed.error + normalNormal.error }
  const along = norm(multiplyTransposed(point.tangent, curved))
  const allowed = units.conditioned * norm(curved) + units.smallest * size
  const holds = along <= allowed
  const notes = holds
    ? map.notes
    : [
        ...map.notes,
        `P∇³L[S_TT] is ${along.toPrecision(2)} instead of 0: the point is not exactly on the set`,
      ]
  const tangentIdentity = { value: along, allowed, holds }
  return { learningRate, tangentTangent, mixed, normalNormal, total, tangentIdentity, notes }
}

/** D²Φ[a, b], the second derivative along two directions of length d. */
export function limitMapSecondAlong(map: LimitMap, a: Float64Array, b: Float64Array): SecondDerivative {
  return limitMapSecondDerivative(map, outer(a, b))
}

/** The three parts of D²Φ[S] without their errors, for many points: each of length d. */
export function secondDerivativeParts(split: Split, s: Matrix): Record<'tangentTangent' | 'mixed' | 'normalNormal', Float64Array> {
  const blocks = blocksOf(split, s)
  return {
    tangentTangent: normalPart(split, contracted(split, blocks.tangentTangent)),
    mixed: alongSet(split, contracted(split, blocks.mixed)),
    normalNormal: alongSet(split, contracted(split, blocks.normalNormal)),
  }
} // prettier-ignore

/** −H⁺g, by the eigenvectors of H on the normal space. */
function normalPart({ point }: Split, g: Float64Array): Float64Array {
  const { normal, normalEigenvalues } = point
  const weights = multiplyTransposed(normal, g).map((x, k) => -x / normalEigenvalues[k]!)
  return multiplyVector(normal, weights)
}

/** −P∇³L[M]. */
function tangentPart(map: LimitMap, m: Factors, size: number): DerivativePart {
  const g = contracted(map, m)
  return { vector: alongSet(map, g), error: map.rounding.conditioned * norm(g) + size }
}

/** −Pg. */
function alongSet({ point: { tangent } }: Split, g: Float64Array): Float64Array {
  return multiplyVector(tangent, multiplyTransposed(tangent, g).map((x) => -x)) // prettier-ignore
}
