import { evaluate, type Expression } from '../../../expression/index.js'
import {
  fromRows,
  largestMagnitude,
  matrix,
  type Matrix,
  svd,
  symmetricEigen,
} from '../../../numeric/index.js'
import { batchesOf, pairMoment, shareOf } from './batch-law.js'
import type { Agreement, Place } from './check.js'
import type { MatrixEquation } from './contract.js'
import {
  curvatureSpectrum,
  largestNorm,
  meanLogDeterminant,
  secondMomentRadius,
  typicalRate,
} from './linearised.js'

/** K at a place, from its formulas. */
export type GramAt = (place: Place) => Matrix

/**
 * Compares an equation in K as a whole with the linearised steps: K diag(p) as written has the spectrum of Σ pᵢ∇²ℓᵢ; the equation of second
 * moments has a solution at the learning rate where the spectral radius, batch by batch, passes 1; the norm of every batch
 * is at most 1 below the bound; the determinants are those of the steps.
 */
export function compareMatrix(equation: MatrixEquation, places: readonly Place[], gramAt: GramAt, perSample: number): Agreement {
  let comparisons = 0
  for (const place of places) {
    const gram = gramAt(place)
    if (!hasSpectrum(gram, place, perSample)) return { agrees: false, points: 0, comparisons }
    comparisons++
    if (equation === 'second moment') {
      if (!isSolvable(gram, place, perSample)) return { agrees: false, points: 0, comparisons }
      comparisons++
    }
    if (equation === 'determinant') {
      if (!haveDeterminants(gram, place, perSample)) return { agrees: false, points: 0, comparisons }
      comparisons += ratesForDeterminants.length
    }
    if (equation === 'batch norm') {
      if (!isBatchNorm(gram, place, perSample)) return { agrees: false, points: 0, comparisons }
      comparisons += 2
    }
  }
  return { agrees: places.length > 0, points: places.length, comparisons }
} // prettier-ignore

function hasSpectrum(gram: Matrix, { step, law }: Place, perSample: number): boolean {
  const expected = curvatureSpectrum(step, law)
  const root = (row: number): number => Math.sqrt(shareOf(law, Math.floor(row / perSample)))
  const scaled = gram.data.map((x, at) => root(Math.floor(at / gram.rows)) * x * root(at % gram.rows))
  const found = symmetricEigen({ ...gram, data: scaled }).values
  const size = expected.at(-1)!
  return Array.from(found.toReversed()).every((value, i) => Math.abs(value - (expected[expected.length - 1 - i] ?? 0)) <= 1e-7 * size) // prettier-ignore
}

/** In units of 2 over the largest curvature of a sample; not round, for at round rates steps can be singular. */
const ratesForDeterminants = [0.371893, 1.303719, 3.101377, 11.017391]

/** Whether E log|det(I − (η/B)K_SS)| is E log|det| of the steps themselves, S with its repetitions. */
function haveDeterminants(gram: Matrix, { step, law }: Place, perSample: number): boolean {
  const batches = batchesOf(law)?.map(({ multiplicities, probability }) => {
    const rows = multiplicities.flatMap((times, i) =>
      Array.from({ length: times }, () =>
        Array.from({ length: perSample }, (_, r) => i * perSample + r),
      ).flat(),
    )
    const block = fromRows(rows.map((i) => rows.map((j) => gram.data[i * gram.columns + j]!)))
    return { curvatures: symmetricEigen(block).values, probability }
  })
  if (batches === undefined) return false
  return ratesForDeterminants.every((factor) => {
    const rate = factor * typicalRate(step)
    const ours = batches.reduce((sum, { curvatures, probability }) => {
      const logs = curvatures.reduce((total, x) => total + Math.log(Math.abs(1 - (rate * x) / law.size)), 0)
      return sum + probability * logs
    }, 0)
    return Math.abs(ours - meanLogDeterminant(step, law, rate)!) <= 1e-7 * (1 + Math.abs(ours))
  })
}

/** Whether the largest norm of a step passes 1 at 2B over the largest eigenvalue of K_SS. */
function isBatchNorm(gram: Matrix, { step, law }: Place, perSample: number): boolean {
  const largest = batchesOf(law)?.map(({ multiplicities }) => {
    const weight = (row: number): number => Math.sqrt(multiplicities[Math.floor(row / perSample)]!)
    const scaled = gram.data.map((x, at) => x * weight(Math.floor(at / gram.rows)) * weight(at % gram.rows))
    return symmetricEigen({ ...gram, data: scaled }).values.at(-1)!
  })
  if (largest === undefined) return false
  const bound = (2 * law.size) / Math.max(...largest)
  const [below, above] = [1 - 1e-7, 1 + 1e-7].map((factor) => largestNorm(step, law, bound * factor) ?? NaN)
  return below! <= 1 + 1e-12 && above! > 1
}

/** Whether K D P + P D K = ηK(M ∘ P)K, D = diag(p) and Mᵢⱼ = E[sᵢsⱼ]/B², has a solution P = FXFᵀ at the threshold, K = FFᵀ. */
function isSolvable(gram: Matrix, place: Place, perSample: number): boolean {
  const { step, law } = place
  const threshold = meanSquareThreshold(place)
  const k = step.dimension
  if (threshold === undefined || k > 4) return false
  const { values, vectors } = symmetricEigen(gram)
  const size = gram.rows
  const factor = matrix(size, k)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < k; j++) factor.data[i * k + j] = vectors.data[i * size + size - k + j]! * Math.sqrt(values[size - k + j]!) // prettier-ignore
  const sampleOf = (row: number): number => Math.floor(row / perSample)
  const columns: number[][] = []
  let scaleOf = 0
  for (let a = 0; a < k; a++)
    for (let b = 0; b <= a; b++) {
      const p = matrix(size, size)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++)
          p.data[i * size + j] = factor.data[i * k + a]! * factor.data[j * k + b]! + factor.data[i * k + b]! * factor.data[j * k + a]! // prettier-ignore
      const weighted = { ...p, data: p.data.map((x, at) => {
        return x * pairMoment(law, sampleOf(Math.floor(at / size)), sampleOf(at % size))
      }) } // prettier-ignore
      const shared = { ...p, data: p.data.map((x, at) => x * shareOf(law, sampleOf(Math.floor(at / size)))) }
      const back = { ...p, data: p.data.map((x, at) => x * shareOf(law, sampleOf(at % size))) }
      const [kp, pk, kwk] = [
        product(gram, shared),
        product(back, gram),
        product(gram, product(weighted, gram)),
      ]
      scaleOf = Math.max(scaleOf, largestMagnitude(kp.data), largestMagnitude(kwk.data) * threshold)
      columns.push(Array.from(kp.data, (x, at) => x + pk.data[at]! - threshold * kwk.data[at]!))
    }
  const { singularValues } = svd(fromRows(columns), { left: 'thin', right: 'thin' })
  return singularValues.at(-1)! <= 1e-6 * scaleOf
}

function product(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.columns)
  for (let i = 0; i < a.rows; i++)
    for (let l = 0; l < a.columns; l++)
      for (let j = 0; j < b.columns; j++)
        result.data[i * b.columns + j]! += a.data[i * a.columns + l]! * b.data[l * b.columns + j]!
  return result
}

/** The learning rate at which the spectral radius of the second moments passes 1, by bisection. */
export function meanSquareThreshold({ step, law }: Place): number | undefined {
  let low = typicalRate(step) / 2
  const rarest = Math.min(...step.curvatures.map((_, i) => shareOf(law, i)))
  let high = (4 * typicalRate(step) * law.size) / rarest
  if (secondMomentRadius(step, law, low) === undefined) return undefined
  for (let i = 0; i < 48; i++) {
    const middle = (low + high) / 2
    if (secondMomentRadius(step, law, middle)! < 1) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** K at a place from formulas of its entries in the model's symbols. */
export function gramOfEntries(entries: readonly (readonly Expression[])[]): GramAt {
  return ({ values }) => fromRows(entries.map((row) => row.map((entry) => evaluate(entry, values))))
}

/** K at a place from the blocks of one sample and of two, in their data. */
export function gramOfSamples(
  own: readonly (readonly Expression[])[],
  mixed: readonly (readonly Expression[])[],
  copies: readonly [here: readonly Expression[], there: readonly Expression[]],
): GramAt {
  return ({ values, samples = [] }) => {
    const c = own.length
    const result = matrix(samples.length * c, samples.length * c)
    for (let i = 0; i < samples.length; i++)
      for (let j = 0; j < samples.length; j++) {
        const at = new Map([...values, ...samples[i]!, ...copies[1].map((symbol, k) => [symbol, samples[j]!.get(copies[0][k]!)!] as const)]) // prettier-ignore
        const block = i === j ? own : mixed
        for (let r = 0; r < c; r++)
          for (let s = 0; s < c; s++)
            result.data[(i * c + r) * result.columns + j * c + s] = evaluate(block[r]![s]!, at)
      }
    return result
  }
}
