import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { MapPosition, StabilityMap } from '../../study/index.js'
import { decimal } from '../../theory/index.js'

const mostShown = 7

/** Some positions, evenly spread, with both ends. */
export function shownPositions({ positions, path }: StabilityMap): MapPosition[] {
  const found = Array.from({ length: mostShown }, (_, i) => {
    const s = path.from + ((path.to - path.from) * i) / (mostShown - 1)
    return positions.reduce((a, b) => (Math.abs(b.s - s) < Math.abs(a.s - s) ? b : a))
  })
  return [...new Set(found)]
}

/** The boundaries of a position in prose, with as many digits as are known, six at most. */
export function boundaryTexts({ boundaries }: MapPosition): {
  readonly meanSquare: string
  readonly almostSure: string
  readonly gradientDescent: string
} {
  if (boundaries === undefined) return { meanSquare: '–', almostSure: '–', gradientDescent: '–' }
  const { meanSquare, almostSure, gradientDescent } = boundaries
  return {
    meanSquare: digits(meanSquare),
    almostSure:
      almostSure === undefined
        ? '–'
        : almostSure.length === 0
          ? 'none met'
          : almostSure.map(({ learningRate }) => digits(learningRate)).join(', '),
    gradientDescent: digits(gradientDescent),
  }
}

function digits(estimate: Estimate): string {
  const { value } = estimate
  const known = Math.floor(-Math.log10(Math.max(uncertainty(estimate) / Math.abs(value), 1e-16)))
  const count = Math.min(6, Math.max(2, known + 1))
  const size = Math.abs(value)
  // As other numbers in prose; in between with its zeros, for these are known.
  return size < 1e-4 || size >= 1e6 ? decimal(value, count) : value.toPrecision(count)
}

/** Where a position is, by the parameter of the path or its arc length; what only the accuracy of paths keeps from 0 is 0. */
export function placeOf({ positions }: StabilityMap, { parameter, s }: MapPosition): number {
  const place = parameter ?? s
  const size = Math.max(...positions.map((each) => Math.abs(each.parameter ?? each.s)))
  return Math.abs(place) <= 1e-7 * size ? 0 : place
}
