import type { PlotPoint } from './plot.js'
import type { AxisFrame, PlotFrame } from './plot-frame.js'

/**
 * The parts of a line inside a figure's frame, cut exactly where it leaves: far-away coordinates would overflow TeX's
 * arithmetic. Logarithmic axes are cut along the drawn, straight segments.
 */
export function clippedLine(
  points: readonly PlotPoint[],
  frame: PlotFrame,
  log: { readonly x: boolean; readonly y: boolean },
): PlotPoint[][] {
  const inside: PlotPoint[][] = []
  const drawn = points.map(([x, y]): PlotPoint => [log.x ? Math.log10(x) : x, log.y ? Math.log10(y) : y])
  const box = { x: bounds(frame.x, log.x), y: bounds(frame.y, log.y) }
  const back = ([x, y]: PlotPoint): PlotPoint => [log.x ? 10 ** x : x, log.y ? 10 ** y : y]
  let current: PlotPoint[] = []
  const finish = (): void => {
    if (current.length > 1) inside.push(current)
    current = []
  }
  for (let index = 1; index < drawn.length; index++) {
    const part = clippedSegment(drawn[index - 1]!, drawn[index]!, box)
    if (part === undefined) {
      finish()
      continue
    }
    const [from, to] = part
    const begin = from === 0 ? points[index - 1]! : back(between(drawn[index - 1]!, drawn[index]!, from))
    const end = to === 1 ? points[index]! : back(between(drawn[index - 1]!, drawn[index]!, to))
    if (from > 0 || current.length === 0) {
      finish()
      current.push(begin)
    }
    current.push(end)
    if (to < 1) finish()
  }
  finish()
  return inside
}

type Interval = readonly [number, number]

function bounds({ lo, hi }: AxisFrame, log: boolean): Interval {
  return log ? [Math.log10(lo), Math.log10(hi)] : [lo, hi]
}

/** The interval of parameters in [0, 1] on which a segment is inside a box (Liang and Barsky). */
function clippedSegment(
  from: PlotPoint,
  to: PlotPoint,
  box: { x: Interval; y: Interval },
): Interval | undefined {
  let [enter, leave] = [0, 1]
  for (const [start, end, [lo, hi]] of [
    [from[0], to[0], box.x],
    [from[1], to[1], box.y],
  ] as const) {
    const step = end - start
    if (step === 0) {
      if (start < lo || start > hi) return undefined
      continue
    }
    const [first, second] = [(lo - start) / step, (hi - start) / step]
    enter = Math.max(enter, Math.min(first, second))
    leave = Math.min(leave, Math.max(first, second))
  }
  return enter < leave ? [enter, leave] : undefined
}

function between([x0, y0]: PlotPoint, [x1, y1]: PlotPoint, share: number): PlotPoint {
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]
}
