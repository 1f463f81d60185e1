import { toLatex } from '../expression/index.js'
import { numberLatex } from './numbers.js'
import type { LimitPath, NoiseLimit } from '../theory/index.js'
import type { CurveFigure } from './curve-plots.js'
import type { PlotMark, PlotPoint, PlotRole } from './plot.js'

const roles: readonly PlotRole[] = ['prediction', 'control', 'alternative', 'measurement', 'reference']

/** The coordinates along each flow from the point; none where there are more than can be told apart. */
export function limitFigures(limit: NoiseLimit): CurveFigure[] {
  const { symbols } = limit.point.landscape.model
  if (symbols.length > roles.length) return []
  return limit.paths.flatMap((path, i) => ('missing' in path ? [] : [figureOf(limit, path, i)]))
}

function figureOf({ point, learningRate }: NoiseLimit, { time, states }: LimitPath, index: number): CurveFigure {
  const { symbols } = point.landscape.model
  const marks = symbols.flatMap((symbol, k): PlotMark[] => {
    const points = states.map(({ at, coordinates }): PlotPoint => [at, coordinates[k]!.value])
    const finite = states.flatMap(({ at, atRate }) => (atRate === undefined ? [] : [{ x: at, y: atRate[k]!.value }]))
    return [
      { kind: 'line', role: roles[k]!, label: `$${toLatex(symbol)}$`, points },
      ...(finite.length === 0 ? [] : [{ kind: 'points' as const, role: roles[k]!, points: finite }]),
    ]
  })
  const dots = states.some(({ atRate }) => atRate !== undefined) ? ` Dots: with finite steps, at $\\alpha = ${numberLatex(learningRate.value)}$ and for $\\sigma \\to 0$ alone.` : ''
  return {
    id: `figure-limit-${index + 1}`,
    plot: { x: { label: `slow time $t = ${time.time}$`, scale: 'linear' }, y: { label: 'coordinate', scale: 'linear' }, marks },
    caption: `Where the limit goes from the point, computed on the set.${dots}`,
  }
} // prettier-ignore
