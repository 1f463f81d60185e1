import { describe, expect, it } from 'vitest'
import { chiSquareTail, kolmogorovTail, poissonTest } from './p-values.js'

// scipy.stats 1.17: chi2.sf, kstwo.sf, poisson.sf and cdf
describe('probabilities of test statistics', () => {
  it.each([
    [3, 1, 0.08326451666355042],
    [25, 10, 0.005345505487134069],
    [300, 255, 0.02772752205390483],
    [420, 255, 3.3528874521445467e-10],
    [0.5, 4, 0.9735009788392561],
    [900, 511, 7.041154097920969e-24],
    [60, 6, 4.501016648012131e-11],
  ])('χ² beyond %d with %d degrees of freedom', (statistic, degreesOfFreedom, expected) => {
    expect(chiSquareTail(statistic, degreesOfFreedom) / expected).toBeCloseTo(1, 9)
  })

  it.each([
    [0.5, 1000, 0.9605616144751687],
    [0.9, 1000, 0.3855493148732465],
    [1.36, 1000, 0.0480530330137775],
    [1.95, 100_000, 0.0009917780764165925],
    [3, 1_000_000, 3.039812751939269e-8],
    [0.35, 100_000, 0.9996883444363899],
  ])('Kolmogorov’s distance beyond %d/√n for n = %d', (scaled, n, expected) => {
    expect(Math.abs(kolmogorovTail(scaled / Math.sqrt(n), n) / expected - 1)).toBeLessThan(0.01)
  })

  it.each([
    [150, 126.7, 2 * 0.02366310075369067],
    [100, 126.7, 2 * 0.008191219595574967],
    [3, 0.2, 2 * 0.0011484812448621328],
  ])('%d rare events where %d are expected', (count, expected, probability) => {
    expect(poissonTest(count, expected) / probability).toBeCloseTo(1, 9)
  })
})
