import { failure } from '../base/wording.js'
import { integrate, type Interpolation, type Progress, type Task, timeResolution } from './ode-segment.js'

/**
 * A continuous function g(t, y) whose changes of sign along the solution are wanted.
 *
 * Each accepted step is looked at in eight equal parts. A change of sign between the ends of a part is found; so are two
 * within a part if |g| falls from both its ends towards a single minimum between them, unless they are closer together
 * than a millionth of the part. Zeros that g only touches are not events, nor are more than two in one part told apart. A
 * zero exactly at the end of a step counts. A zero at the start, or nearer to it than 10⁻⁹ of the first step, belongs to
 * what was before: starting from a terminal event does not find it again.
 */
export interface OdeEvent {
  readonly name: string
  /** Finite along the solution. It may have kinks; where it jumps over 0, `misuse` is thrown. */
  readonly value: (t: number, y: Float64Array) => number
  /** From negative to positive in the direction of integration, from positive to negative, or (default) both. */
  readonly direction?: 'rising' | 'falling' | 'both'
  /** Whether the integration ends there (default no). */
  readonly terminal?: boolean
}

export interface OdeEventFound {
  readonly name: string
  /** A zero of g on the interpolant of the step, to within rounding (8 units of it in the length of the interval). */
  readonly time: number
  /** The interpolant there. */
  readonly state: Float64Array
  readonly direction: 'rising' | 'falling'
  /**
   * Estimate of the error of `time` that this step contributes: from g at the state that integrating once more, from the
   * start of the step to this time, arrives at. The error with which the step began comes on top.
   */
  readonly timeError: number
}

/** Told of each step; gives the events in it, in their order, and the terminal one if there is one, which is the last. */
export type EventWatch = (
  progress: Progress,
  interpolate: Interpolation,
) => {
  readonly passed: readonly OdeEventFound[]
  readonly endsAt: (OdeEventFound & { readonly elapsed: number }) | undefined
}

/** A step and g along it, as a function of the time since the start of the integration. */
interface Along {
  readonly event: OdeEvent
  readonly g: (time: number) => number
  /** The ends of the parts. */
  readonly times: readonly number[]
  readonly resolution: number
}

interface Crossing {
  readonly along: Along
  readonly elapsed: number
  readonly direction: 'rising' | 'falling'
}

const parts = 8

export function watchEvents(task: Task, events: readonly OdeEvent[], initial: Float64Array): EventWatch {
  if (events.length === 0) return () => ({ passed: [], endsAt: undefined })
  const way = Math.sign(task.span)
  const signs = events.map((event) => Math.sign(valueOf(event, task.from, initial)))
  let before = { time: 0, state: initial }
  let ofStart: number | undefined
  return (progress, interpolate) => {
    const [from, to] = [before, { time: progress.time, state: progress.state.slice() }]
    ofStart ??= 1e-9 * Math.abs(to.time)
    const stateAt: Interpolation = (time) =>
      time === from.time ? from.state.slice() : time === to.time ? to.state.slice() : interpolate(time)
    const times = Array.from({ length: parts + 1 }, (_, i) =>
      i === parts ? to.time : from.time + (to.time - from.time) * (i / parts),
    )
    const crossings = events.flatMap((event, i) => {
      const g = (time: number): number => valueOf(event, task.from + time, stateAt(time))
      const { found, sign } = crossingsOf({ event, g, times, resolution: timeResolution(task) }, signs[i]!)
      signs[i] = sign
      return found
    })
    const wanted = crossings
      .filter(({ elapsed }) => Math.abs(elapsed) > ofStart!)
      .filter(({ along: { event }, direction }) => (event.direction ?? 'both') === 'both' || event.direction === direction)
      .sort((a, b) => way * (a.elapsed - b.elapsed))
    const last = wanted.findIndex(({ along }) => along.event.terminal === true)
    const passed = wanted
      .slice(0, last < 0 ? wanted.length : last + 1)
      .map((crossing) => located(task, progress, from, crossing, stateAt))
    before = to
    const terminal = last < 0 ? undefined : { ...passed[last]!, elapsed: wanted[last]!.elapsed }
    return { passed, endsAt: terminal }
  }
} // prettier-ignore

/** The changes of sign in a step that begins with `sign`, 0 for none so far, and the sign at its end. */
function crossingsOf(along: Along, sign: number): { found: Crossing[]; sign: number } {
  const { g, times } = along
  const found: Crossing[] = []
  let since = times[0]!
  let last = sign
  for (let i = 1; i < times.length; i++) {
    const [a, b] = [times[i - 1]!, times[i]!]
    const now = Math.sign(g(b))
    const arrives = now === 0 && i === times.length - 1
    if (sign !== 0 && (now === -sign || arrives)) found.push(crossing(along, sign, since, b))
    else if (sign !== 0 && now === sign && last === sign) {
      const between = otherSide(g, sign, a, b)
      if (between !== undefined) found.push(crossing(along, sign, a, between), crossing(along, -sign, between, b))
    }
    if (now !== 0) [sign, since] = [now, b]
    else if (arrives) sign = 0
    last = now
  }
  return { found, sign }
} // prettier-ignore

/** A time between a and b, where g has the given sign, at which it has the other one: by golden sections, if |g| dips. */
function otherSide(g: (time: number) => number, sign: number, a: number, b: number): number | undefined {
  const size = (time: number): number => sign * g(time)
  const nearby = 1e-3 * (b - a)
  if (!(size(a + nearby) < size(a) && size(b - nearby) < size(b))) return undefined
  const share = (Math.sqrt(5) - 1) / 2
  let [low, high] = [a, b]
  let [x, y] = [high - share * (high - low), low + share * (high - low)]
  let [atX, atY] = [size(x), size(y)]
  while (Math.abs(high - low) > 1e-7 * Math.abs(b - a)) {
    if (atX < 0) return x
    if (atY < 0) return y
    if (atX < atY) {
      ;[high, y, atY] = [y, x, atX]
      x = high - share * (high - low)
      atX = size(x)
    } else {
      ;[low, x, atX] = [x, y, atY]
      y = low + share * (high - low)
      atY = size(y)
    }
  }
  return undefined
}

/** Halves the interval until its ends, with g of the given sign at the first only, are as good as equal. */
function crossing(along: Along, sign: number, from: number, to: number): Crossing {
  const { g, event, resolution } = along
  let [low, high] = [from, to]
  while (Math.abs(high - low) > resolution) {
    const middle = low + (high - low) / 2
    if (middle === low || middle === high) break
    if (Math.sign(g(middle)) === sign) low = middle
    else high = middle
  }
  const [below, above] = [Math.abs(g(low)), Math.abs(g(high))]
  const wide = Math.abs(to - from) > 1e6 * resolution
  if (wide && Math.min(below, above) > 0.01 * Math.max(Math.abs(g(from)), Math.abs(g(to))))
    throw failure('misuse', { detail: `The event function ${event.name} changes its sign without going through 0.` })
  return { along, elapsed: below < above ? low : high, direction: sign < 0 ? 'rising' : 'falling' }
} // prettier-ignore

function located(
  task: Task,
  progress: Progress,
  from: { readonly time: number; readonly state: Float64Array },
  { along, elapsed, direction }: Crossing,
  stateAt: Interpolation,
): OdeEventFound {
  const { event, g, times, resolution } = along
  const time = task.from + elapsed
  const state = stateAt(elapsed)
  if (!state.every(Number.isFinite)) throw failure('not-finite', { what: 'the solution', where: `at time ${time}` }) // prettier-ignore
  const again: Progress = {
    time: from.time,
    state: from.state.slice(),
    steps: 0,
    evaluations: 0,
    ended: false,
  }
  integrate({ ...task, span: elapsed, onStep: () => false }, again)
  progress.evaluations += again.evaluations
  const apart = Math.abs(valueOf(event, time, again.state) - valueOf(event, time, state))
  const part = times[1]! - times[0]!
  const [first, last] = [Math.min(times[0]!, times[parts]!), Math.max(times[0]!, times[parts]!)]
  const inside = (t: number): number => Math.min(Math.max(t, first), last)
  const [a, b] = [inside(elapsed - 1e-3 * part), inside(elapsed + 1e-3 * part)]
  const slope = Math.abs((g(b) - g(a)) / (b - a))
  const timeError = slope > 0 ? Math.min(Math.abs(part), resolution + apart / slope) : Math.abs(part)
  return { name: event.name, time, state, direction, timeError }
}

function valueOf(event: OdeEvent, t: number, y: Float64Array): number {
  const value = event.value(t, y)
  if (Number.isFinite(value)) return value
  throw failure('not-finite', { what: `the event function ${event.name}`, where: `at time ${t}` })
}
