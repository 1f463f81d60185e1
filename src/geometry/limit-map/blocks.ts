import { failure } from '../../base/wording.js'
import { add, type Matrix, multiply, row, scale, subtract, transpose } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'

/** What of a `LimitMap` enters its second derivative. */
export interface Split {
  readonly landscape: Landscape
  readonly point: Pick<ZeroLossPoint, 'coordinates' | 'tangent' | 'normal' | 'normalEigenvalues'>
  /** α; 0 for the flow. */
  readonly learningRate: number
}

/** The symmetric part of Σⱼ lⱼrⱼᵀ, from the columns of two d × r matrices. */
export interface Factors {
  readonly left: Matrix
  readonly right: Matrix
}

/** The symmetric part of a d × d matrix S, split along tangent and normal space, ready to be contracted with ∇³L. */
export interface Blocks {
  /** S_TT = PSP. */
  readonly tangentTangent: Factors
  /** H⁺S_NT + (H⁺S_NT)ᵀ with S_NT = QSP. */
  readonly mixed: Factors
  /** The X on the normal space with HX + XH − αHXH = S_NN = QSQ. */
  readonly normalNormal: Factors
}

/**
 * The blocks in the eigenbasis N of H on the normal space and a basis T of the tangent space. They are divided by
 * λᵢ + λⱼ − αλᵢλⱼ, where one index may belong to the eigenvalue 0.
 */
export function blocksOf(map: Split, s: Matrix): Blocks {
  const { normal, tangent, normalEigenvalues: values } = map.point
  const symmetric = symmetricPart(map, s)
  const image = multiply(symmetric, normal)
  const inner = multiply(transpose(normal), image)
  const leaning = subtract(image, multiply(normal, inner))
  const weights = { ...leaning, data: leaning.data.map((x, i) => (2 * x) / values[i % values.length]!) }
  const along = multiply(transpose(tangent), multiply(symmetric, tangent))
  return {
    tangentTangent: { left: multiply(tangent, along), right: tangent },
    mixed: { left: weights, right: normal },
    normalNormal: { left: multiply(normal, divided(map, inner)), right: normal },
  }
}

/**
 * The symmetric X on the normal space that solves the Lyapunov equation HX + XH = QSQ, for α > 0 the Stein equation
 * HX + XH − αHXH = QSQ, which says X = (I − αH)X(I − αH) + αQSQ: for a noise covariance S the stationary covariance across
 * the set. d × d; S counts with its symmetric part.
 *
 * @throws `shape-mismatch` unless S is d × d, `not-finite`
 */
export function normalLyapunovSolution(map: Split, s: Matrix): Matrix {
  const { normal } = map.point
  const inner = multiply(transpose(normal), multiply(symmetricPart(map, s), normal))
  return multiply(multiply(normal, divided(map, inner)), transpose(normal))
}

/** ∇³L contracted with a matrix given by its factors, length d. */
export function contracted({ landscape, point }: Split, { left, right }: Factors): Float64Array {
  const [lefts, rights] = [transpose(left), transpose(right)]
  const sum = new Float64Array(landscape.dimension)
  for (let j = 0; j < lefts.rows; j++) {
    const l = row(lefts, j)
    if (l.every((x) => x === 0)) continue
    const third = landscape.thirdAlong(point.coordinates, l, row(rights, j))
    for (let i = 0; i < sum.length; i++) sum[i]! += third[i]!
  }
  return sum
}

function divided({ point, learningRate }: Split, inner: Matrix): Matrix {
  const values = point.normalEigenvalues
  const k = values.length
  const data = inner.data.map((x, index) => {
    const [a, b] = [values[Math.floor(index / k)]!, values[index % k]!]
    return x / (a + b - learningRate * a * b)
  })
  return { ...inner, data }
}

function symmetricPart({ landscape: { dimension: d } }: Split, s: Matrix): Matrix {
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
