import { failure } from '../../base/wording.js'
import { add, type Matrix, multiply, scale, subtract, transpose } from '../../numeric/index.js'
import type { LimitMap } from './limit-map.js'

/** A symmetric d × d matrix split along tangent and normal space, each block ready to be contracted with ∇³L. */
export interface Blocks {
  /** S_TT = PSP. */
  readonly tangentTangent: Matrix
  /** H⁺S_NT + (H⁺S_NT)ᵀ with S_NT = QSP. */
  readonly mixed: Matrix
  /** The X on the normal space with HX + XH − αHXH = S_NN = QSQ. */
  readonly normalNormal: Matrix
}

/**
 * The blocks of the symmetric part of `s`. In the eigenbasis of H on the normal space they are divided by
 * λᵢ + λⱼ − αλᵢλⱼ, where one index may belong to the eigenvalue 0.
 */
export function blocksOf(map: LimitMap, s: Matrix): Blocks {
  const { normal, normalEigenvalues: values } = map.point
  const symmetric = symmetricPart(map, s)
  const image = multiply(symmetric, normal)
  const inner = multiply(transpose(normal), image)
  const innerImage = multiply(normal, inner)
  // S − PSP = NUᵀ + UNᵀ with U = SN − ½NNᵀSN, and PSN = SN − NNᵀSN.
  const across = multiply(subtract(image, scale(innerImage, 0.5)), transpose(normal))
  const leaning = subtract(image, innerImage)
  const weighted = { ...leaning, data: leaning.data.map((x, i) => x / values[i % values.length]!) }
  const slanted = multiply(weighted, transpose(normal))
  return {
    tangentTangent: subtract(symmetric, add(across, transpose(across))),
    mixed: add(slanted, transpose(slanted)),
    normalNormal: onNormalSpace(map, inner),
  }
}

/**
 * The symmetric X on the normal space that solves the Lyapunov equation HX + XH = QSQ, for α > 0 the Stein equation
 * HX + XH − αHXH = QSQ, which says X = (I − αH)X(I − αH) + αQSQ: for a noise covariance S the stationary covariance across
 * the set. d × d; S counts with its symmetric part.
 */
export function normalLyapunovSolution(map: LimitMap, s: Matrix): Matrix {
  const { normal } = map.point
  return onNormalSpace(map, multiply(transpose(normal), multiply(symmetricPart(map, s), normal)))
}

function onNormalSpace({ point, learningRate }: LimitMap, inner: Matrix): Matrix {
  const { normal, normalEigenvalues: values } = point
  const k = values.length
  const divided = inner.data.map((x, index) => {
    const [a, b] = [values[Math.floor(index / k)]!, values[index % k]!]
    return x / (a + b - learningRate * a * b)
  })
  return multiply(multiply(normal, { ...inner, data: divided }), transpose(normal))
}

function symmetricPart({ landscape: { dimension: d } }: LimitMap, s: Matrix): Matrix {
  if (s.rows !== d || s.columns !== d)
    throw failure('shape-mismatch', {
      operation: 'second derivative of the limit map',
      left: `${d} parameters`,
      right: `a ${s.rows}×${s.columns} matrix`,
    })
  if (!s.data.every(Number.isFinite))
    throw failure('not-finite', { what: 'an entry of a matrix', where: 'in the second derivative of the limit map' }) // prettier-ignore
  return scale(add(s, transpose(s)), 0.5)
}
