import { describe, expect, it } from 'vitest'
import {
  evenExponent,
  gradientDescentExponent,
  gradientDescentThreshold,
  lyapunovExponent,
  meanSquareThreshold,
  type SampledProduct,
  stabilityThresholds,
} from '../../../src/numeric/index.js'
import { balanced, crossed, diagonalNetwork, hyperbola, parallel, twoHyperbolas } from './cases.js'

const lambda = (product: SampledProduct, eta: number) => lyapunovExponent(product, eta).estimate
const near = (estimate: { value: number }, value: number, within: number) =>
  expect(Math.abs(estimate.value - value), `${estimate.value} instead of ${value}`).toBeLessThanOrEqual(
    within,
  )

describe('one residual, xy − 1 at (2, ½)', () => {
  it('has one threshold 2/4.25 of all kinds', () => {
    const { first, meanSquare, gradientDescent, stable, scan } = stabilityThresholds(hyperbola)
    for (const value of [first!.value, meanSquare.value, gradientDescent]) near({ value }, 8 / 17, 1e-12)
    expect(stable).toHaveLength(1)
    expect(scan.isComplete).toBe(true)
    near(lambda(hyperbola, 0.3), -1.290984181316, 1e-12)
    expect(lambda(hyperbola, 1 / 4.25).value).toBe(-Infinity)
  })
})

describe('orthogonal gradients', () => {
  it('are two parts, the slower of which decides', () => {
    const { estimate, facts } = lyapunovExponent(twoHyperbolas, 0.3)
    near(estimate, Math.log(0.4) / 2, 1e-14)
    expect(facts.blocks).toEqual([1, 1])
    // One part is stopped by its singular factor, the other not.
    near(lambda(twoHyperbolas, 1 / 4.25), Math.log(1 - 2 / 4.25) / 2, 1e-14)
  })
})

describe('two residuals with K = [[2, 0.6], [0.6, 1]]', () => {
  it.each([
    [0.1, -0.0369026135354577, 2e-16 + 1e-15],
    [0.3, -0.1176196872900508, 1e-15],
    [0.4, -0.162821939017443, 1e-15],
    [0.5, -0.2133864896382902, 1e-15],
    [0.8, -0.319418, 5e-6],
    [1, -0.0743811837714033, 1e-15],
    [1.1, 0.015277, 5e-6],
    [1.2, 0.0898668, 5e-6],
    [1.5, 0.257435, 5e-6],
  ])('has λ(%f) = %f', (eta, value, within) => {
    const { estimate, method } = lyapunovExponent(crossed, eta)
    near(estimate, value, within)
    if (estimate.kind !== 'numerical') throw new Error('not a computed value')
    expect(estimate.error).toBeLessThan(eta === 0.8 || eta === 1.5 ? 2e-6 : 1e-14)
    expect(method).toMatch(
      eta === 0.5 || eta === 1 ? /renewal/ : eta === 0.8 || eta === 1.5 ? /grid|cone/ : /cone/,
    )
  })

  it.each([
    [0.3, -0.2196381622765, -0.3950395056328],
    [0.8, -0.4362216665596, -0.6222715142603],
    [1.2, 0.2889389670399, 0.7661232976819],
  ])('has its even exponents at %f', (eta, second, fourth) => {
    near(evenExponent(crossed, eta, 2), second, 1e-13)
    near(evenExponent(crossed, eta, 4), fourth, 1e-13)
  })

  it('has its thresholds', () => {
    const { first, crossings, meanSquare, gradientDescent } = stabilityThresholds(crossed)
    near({ value: gradientDescent }, 1.753597640023, 1e-12)
    near(meanSquare, 1.055855603308, 1e-12)
    near(first!, 1.081497, 1e-6)
    expect(crossings).toHaveLength(1)
    expect(first!.kind === 'numerical' && first!.error).toBeLessThan(1e-12)
    near({ value: gradientDescentExponent(crossed, 0.8) }, -0.3391017088043, 1e-13)
  })
})

describe('two residuals of equal length with K = [[2, 1.2], [1.2, 2]]', () => {
  it('is stable up to 1, where every factor is a reflection', () => {
    near(lambda(balanced, 0.5), Math.log(0.6) / 2, 1e-14)
    expect(lyapunovExponent(balanced, 1)).toMatchObject({ method: expect.stringContaining('reflection') })
    near(lambda(balanced, 1), 0, 1e-14)
    near(evenExponent(balanced, 1, 2), 0, 1e-14)
    const { crossings, meanSquare } = stabilityThresholds(balanced)
    near(meanSquare, 1, 1e-14)
    expect(crossings).toHaveLength(1)
    near(crossings[0]!.learningRate, 1, 1e-7)
  })
})

describe('parallel gradients, K of rank 1', () => {
  it('have a window of stability far above the threshold of gradient descent', () => {
    const { crossings, stable, meanSquare, gradientDescent } = stabilityThresholds(parallel)
    const expected = [0.13079159383, 0.424763961726, 0.555555555556]
    expect(crossings.map(({ becomes }) => becomes)).toEqual(['unstable', 'stable', 'unstable'])
    crossings.forEach(({ learningRate }, i) => near(learningRate, expected[i]!, 1e-12))
    expect(stable).toHaveLength(2)
    near({ value: gradientDescent }, 0.2, 1e-15)
    near(meanSquare, 0.121951219512, 1e-12)
    near(lambda(parallel, 0.45), -0.171245154473, 1e-12)
    expect(lambda(parallel, 0.5).value).toBe(-Infinity)
  })
})

describe('three residuals with K = [[8.25, 1.25, 5.25], [1.25, 3.75, 0], [5.25, 0, 10.5]]', () => {
  const pairs = { ...diagonalNetwork, batchSize: 2 }
  const repeated = { ...pairs, replacement: true }
  it('has its thresholds in mean square', () => {
    near({ value: gradientDescentThreshold(diagonalNetwork) }, 0.405391329058, 1e-12)
    near(meanSquareThreshold(diagonalNetwork), 0.205790114331, 1e-12)
    near(meanSquareThreshold(pairs), 0.342538511029, 1e-12)
    near(meanSquareThreshold(repeated), 0.284368123101, 1e-12)
    near(meanSquareThreshold({ ...diagonalNetwork, batchSize: 3 }), 0.405391329058, 1e-12)
    near(evenExponent(diagonalNetwork, 0.25, 2), 0.3306314317058, 1e-12)
    near(evenExponent(diagonalNetwork, 0.25, 4), 1.0005141102711, 1e-12)
    near(evenExponent(repeated, 0.3, 2), 2 * 0.0615448, 2e-7)
  })

  it.each([
    ['one', diagonalNetwork, 0.25, 0.10398, 2e-5],
    ['two', pairs, 0.25, -0.28727, 3e-5],
    ['two repeated', repeated, 0.25, -0.24419, 6e-5],
    ['one', diagonalNetwork, 0.4, 0.43052, 8e-5],
    ['two', pairs, 0.4, 0.03223, 3e-5],
    ['two repeated', repeated, 0.4, 0.16742, 4e-5],
    ['one', diagonalNetwork, 0.2, -0.04054, 2e-5],
    ['two repeated', repeated, 0.3, -0.12498, 3e-5],
  ])('has λ by simulation, batches of %s', (_name, product, eta, value, standardError) => {
    const { estimate } = lyapunovExponent(product, eta, { halfWidth: 1e-3, seed: 7, simulate: true })
    if (estimate.kind !== 'measured') throw new Error('not simulated')
    expect(estimate.halfWidth).toBeLessThanOrEqual(1e-3)
    near(estimate, value, 4 * Math.hypot(estimate.standardError, standardError))
  })

  it('loses stability between 0.21 and 0.22, by common random numbers', () => {
    const { first, crossings, scan } = stabilityThresholds(diagonalNetwork, {
      points: 12,
      scanSteps: 1e5,
      refineSteps: 1e6,
      simulate: true,
    })
    // λ(0.21) = −0.00917(3) and λ(0.22) = 0.02076(3), so that the root of the line is off by the curvature only.
    if (first!.kind !== 'measured') throw new Error('not simulated')
    near(first!, 0.21306, 4 * first!.standardError + 2e-5)
    expect(first!.halfWidth).toBeLessThan(1e-3)
    expect(crossings).toHaveLength(1)
    expect(scan.isComplete).toBe(true)
  })
})
