import type { CurveSurvey, GeometrySurvey, WrittenFormula } from '../geometry/index.js'
import type { PlotAxis, PlotDescription, PlotMark, PlotPoint, PlotRole } from './plot.js'

/** A figure of a traced set and what it shows, in prose. */
export interface CurveFigure {
  readonly id: string
  readonly plot: PlotDescription
  readonly caption: string
}

/** Figures of a one-dimensional set: the set itself, and the sharpness along it; none where it was not traced. */
export function curveFigures({ curve, parameters, flattest }: GeometrySurvey): CurveFigure[] {
  if ('missing' in curve || curve.points.length < 3) return []
  const certified =
    'missing' in flattest || flattest.outcome !== 'certified' ? undefined : Array.from(flattest.coordinates)
  const place = certified === undefined ? undefined : arcLengthOf(curve, certified)
  const shown = place === undefined ? undefined : certified
  return [
    parameters.length === 2 ? planeFigure(curve, parameters, shown) : spaceFigure(curve, parameters, place),
    sharpnessFigure(curve, place),
  ]
}

const point = 'the point'
const minimum = 'flattest minimum'

function planeFigure(
  { points, start }: CurveSurvey,
  parameters: readonly WrittenFormula[],
  flattest: readonly number[] | undefined,
): CurveFigure {
  const at = (w: readonly number[]): PlotPoint => [w[0]!, w[1]!]
  return {
    id: 'figure-zero-loss-set',
    plot: {
      x: linear(parameters[0]!),
      y: linear(parameters[1]!),
      marks: [
        line('zero-loss set', 'prediction', points.map(at)),
        ...(flattest === undefined ? [] : [dot(minimum, 'alternative', at(flattest))]),
        dot(point, 'measurement', at(points[start]!)),
      ],
    },
    caption: 'The part of the zero-loss set that is connected with the point, in a box around it.',
  }
}

const rolesOfCoordinates: readonly PlotRole[] = ['prediction', 'control', 'alternative']

function spaceFigure(
  { points, arcLength }: CurveSurvey,
  parameters: readonly WrittenFormula[],
  flattest: number | undefined,
): CurveFigure {
  return {
    id: 'figure-zero-loss-set',
    plot: {
      x: arcLengthAxis,
      y: { label: 'coordinate', scale: 'linear' },
      marks: [
        ...places(flattest),
        ...parameters.map(({ latex }, k) =>
          line(
            `$${latex}$`,
            rolesOfCoordinates[k % rolesOfCoordinates.length]!,
            points.map((w, i): PlotPoint => [arcLength[i]!, w[k]!]),
          ),
        ),
      ],
    },
    caption: 'The coordinates along the part of the zero-loss set that is connected with the point, in a box around it.', // prettier-ignore
  }
}

function sharpnessFigure({ arcLength, sharpness }: CurveSurvey, flattest: number | undefined): CurveFigure {
  const [lowest, highest] = [Math.min(...sharpness), Math.max(...sharpness)]
  const scale = lowest > 0 && highest > 30 * lowest ? 'log' : 'linear'
  return {
    id: 'figure-sharpness-along',
    plot: {
      x: arcLengthAxis,
      y: { label: 'sharpness $\\lambda_{\\max}(\\nabla^2 L)$', scale },
      marks: [
        ...places(flattest),
        line(
          'sharpness',
          'prediction',
          sharpness.map((value, i): PlotPoint => [arcLength[i]!, value]),
        ),
      ],
    },
    caption: 'The sharpness along the same part of the set.',
  }
}

const arcLengthAxis: PlotAxis = { label: 'arc length from the point', scale: 'linear' }

function linear({ latex }: WrittenFormula): PlotAxis {
  return { label: `$${latex}$`, scale: 'linear' }
}

function line(label: string, role: PlotRole, points: readonly PlotPoint[]): PlotMark {
  return { kind: 'line', role, label, points }
}

function dot(label: string, role: PlotRole, [x, y]: PlotPoint): PlotMark {
  return { kind: 'points', role, label, points: [{ x, y }] }
}

function places(flattest: number | undefined): PlotMark[] {
  const rules: PlotMark[] = [{ kind: 'rule', role: 'measurement', x: 0, label: point }]
  if (flattest !== undefined) rules.push({ kind: 'rule', role: 'reference', x: flattest, label: minimum })
  return rules
}

/** The arc length at the foot of a place on the traced curve; nothing when the place is not on it. */
function arcLengthOf({ points, arcLength }: CurveSurvey, w: readonly number[]): number | undefined {
  let best = { distance: Infinity, length: 0 }
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!]
    const chord = to.map((x, k) => x - from[k]!)
    const along = w.map((x, k) => x - from[k]!)
    const square = chord.reduce((sum, x) => sum + x * x, 0)
    const share = square === 0 ? 0 : Math.min(1, Math.max(0, along.reduce((sum, x, k) => sum + x * chord[k]!, 0) / square)) // prettier-ignore
    const distance = Math.hypot(...along.map((x, k) => x - share * chord[k]!))
    // A chord is off its curve by a small part of its length.
    if (distance < best.distance && distance <= 0.1 * Math.sqrt(square))
      best = { distance, length: arcLength[i - 1]! + share * (arcLength[i]! - arcLength[i - 1]!) }
  }
  return best.distance === Infinity ? undefined : best.length
}
