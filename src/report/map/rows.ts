import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { MapPosition, StabilityMap } from '../../study/index.js'

const mostShown = 7

/** Some positions, evenly spread, with both ends. */
export function shownPositions({ positions, path }: StabilityMap): MapPosition[] {
  const found = Array.from({ length: mostShown }, (_, i) => {
    const s = path.from + ((path.to - path.from) * i) / (mostShown - 1)
    return positions.reduce((a, b) => (Math.abs(b.s - s) < Math.abs(a.s - s) ? b : a))
  })
  return [...new Set(found)]
}

/** The boundaries of a position as they are printed, with as many digits as are known, six at most. */
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
  const known = Math.floor(-Math.log10(Math.max(uncertainty(estimate), 1e-16) / Math.abs(value)))
  return value.toPrecision(Math.min(6, Math.max(2, known + 1)))
}
