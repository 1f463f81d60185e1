import { frobeniusNorm, identity, multiply, subtract } from '../matrix.js'
import type { RandomFactors } from './batch-law.js'
import { commonEigenvalues } from './common-eigenvalues.js'
import { renewalSeries } from './renewal-series.js'

/** A value, how far off it may be, and how it was found. */
export interface Computed {
  readonly value: number
  readonly error: number
  readonly method: string
}

/** An entry 1 − ηκ of this size is a zero that was rounded. */
export const roundedZero = 8 * Number.EPSILON

/** λ where a formula is known for it, recognised from the factors as they are; nothing where none is. */
export function closedForm(given: RandomFactors): Computed | undefined {
  return ofIsometries(given) ?? ofCommuting(given) ?? renewalSeries(given)
}

function ofIsometries({ factors, dimension }: RandomFactors): Computed | undefined {
  const one = identity(dimension)
  const defect = Math.max(...factors.map((a) => frobeniusNorm(subtract(multiply(a, a), one))))
  if (!(defect <= 1e-13)) return undefined
  return { value: 0, error: defect, method: 'closed form: every factor is a reflection or the identity' }
}

function ofCommuting({ factors, probabilities, dimension }: RandomFactors): Computed | undefined {
  const eigenvalues = commonEigenvalues(factors)
  if (eigenvalues === undefined) return undefined
  const ofDirections = Array.from({ length: dimension }, (_, j) => {
    const sum = { value: 0, error: 0 }
    eigenvalues.forEach((list, i) => {
      const size = Math.abs(list[j]!)
      sum.value += probabilities[i]! * (size <= roundedZero ? -Infinity : Math.log(size))
      sum.error += probabilities[i]! * roundedZero * (1 + 1 / Math.max(size, roundedZero))
    })
    return sum.value === -Infinity ? { value: -Infinity, error: 0 } : sum
  })
  const top = ofDirections.reduce((a, b) => (b.value > a.value ? b : a))
  const method =
    factors.length === 1
      ? 'closed form: the logarithm of the norm of the only factor'
      : dimension === 1
        ? 'closed form: one direction, the mean of log |1 − ηκ|'
        : 'closed form: commuting factors, the largest mean of log |1 − ηκ| over common eigenvectors'
  return { ...top, method }
}
