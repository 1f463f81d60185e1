import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { type Derivative, type OdeEvent, solveOde, solveOdeTo } from '../../src/numeric/index.js'

const codeOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
  return 'none'
}

/** y = cos t. */
const oscillator: Derivative = (_, [x, v], dy) => dy.set([v!, -x!])
const height: OdeEvent = { name: 'height', value: (_, [x]) => x! }
const tolerance = 1e-12

describe('events of a differential equation', () => {
  it('are the zeros of the cosine, with their directions, to the error that is estimated', () => {
    const { events, end } = solveOde(oscillator, [1, 0], 0, 20, { tolerance, events: [height] })
    expect(events.map(({ direction }) => direction)).toEqual(['falling', 'rising', 'falling', 'rising', 'falling', 'rising']) // prettier-ignore
    events.forEach(({ time, timeError, state }, k) => {
      const error = Math.abs(time - (k + 0.5) * Math.PI)
      expect(error).toBeLessThan(1e-11)
      // The time is known to 8 units of rounding of 20.
      expect(Math.abs(state[0]!)).toBeLessThan(4e-14)
      expect(state[1]).toBeCloseTo(k % 2 === 0 ? -1 : 1, 10)
      expect(timeError).toBeLessThan(1e-10)
    })
    expect(end.event).toBeUndefined()
    expect(end.time).toBe(20)
  })

  it('are found as accurately as the tolerance says', () => {
    const errors = [1e-5, 1e-8, 1e-11].map((each) => {
      const { events } = solveOde(oscillator, [1, 0], 0, 10, { tolerance: each, events: [height] })
      expect(events).toHaveLength(3)
      return Math.max(...events.map(({ time }, k) => Math.abs(time - (k + 0.5) * Math.PI)))
    })
    expect(errors[0]).toBeLessThan(1e-3)
    expect(errors[1]).toBeLessThan(1e-6)
    expect(errors[2]).toBeLessThan(1e-9)
    expect(errors[2]).toBeLessThan(errors[0]! / 1000)
  })

  it('can be asked for in one direction only, and backwards in time', () => {
    const times = (direction: OdeEvent['direction'] & string, from: number, to: number) =>
      solveOde(oscillator, [Math.cos(from), -Math.sin(from)], from, to, {
        tolerance,
        events: [{ ...height, direction }],
      }).events.map(({ time }) => time)
    const close = (found: number[], expected: number[]) => {
      expect(found).toHaveLength(expected.length)
      found.forEach((t, i) => expect(t).toBeCloseTo(expected[i]! * Math.PI, 9))
    }
    close(times('rising', 0, 10), [1.5])
    close(times('falling', 0, 10), [0.5, 2.5])
    // The cosine falls through π/2; on the way back it rises there.
    close(times('rising', 10, 0), [2.5, 0.5])
    close(times('falling', 10, 0), [1.5])
  })

  it('stop the integration: a ball thrown up hits the ground', () => {
    const ball: Derivative = (_, [, v], dy) => dy.set([v!, -9.81])
    const ground: OdeEvent = { ...height, name: 'ground', direction: 'falling', terminal: true }
    let [start, from] = [[0, 5], 0]
    const impact = 10 / 9.81
    // Each bounce halves the speed. Every start is the last impact, at which the height is 0 up to rounding.
    for (let bounce = 0; bounce < 6; bounce++) {
      const { end, states, at, events } = solveOde(ball, start, from, 10, {
        tolerance,
        events: [ground, { name: 'top', value: (_, [, v]) => v!, direction: 'falling' }],
        outputAt: [from, from + 0.01 / 2 ** bounce, 9, 10],
      })
      expect(events.map(({ name }) => name)).toEqual(['top', 'ground'])
      expect(end.event).toBe('ground')
      expect(end.time).toBeCloseTo(impact * (2 - 2 ** -bounce), 11)
      expect(end.state[1]).toBeCloseTo(-5 / 2 ** bounce, 10)
      expect(at).toHaveLength(2)
      expect(states).toHaveLength(2)
      ;[start, from] = [[end.state[0]!, -end.state[1]! / 2], end.time]
    }
  })

  it('at the start are not found again, in either direction of crossing', () => {
    const { events } = solveOde(oscillator, [0, 1], 0, 4, { tolerance, events: [height] })
    expect(events.map(({ time }) => Number(time.toFixed(9)))).toEqual([Number(Math.PI.toFixed(9))])
    for (const [x, sign] of [
      [1e-17, -1],
      [-1e-17, 1],
      [1e-17, 1],
      [-1e-17, -1],
    ] as const)
      // prettier-ignore
      expect(solveOde(oscillator, [x, sign], 0, 3, { tolerance, events: [height] }).events).toEqual([])
    // A little later it is an event of its own.
    const own = solveOde(oscillator, [-1e-6, 1], 0, 3, { tolerance, events: [height] }).events
    expect(own).toHaveLength(1)
    expect(own[0]!.time).toBeCloseTo(1e-6, 12)
  })

  it('exactly at the end count', () => {
    const { events } = solveOde((_t, _y, dy) => dy.fill(1), [-1], 0, 1, { events: [{ name: 'end', value: (t) => t - 1 }] }) // prettier-ignore
    expect(events.map(({ time, direction }) => [time, direction])).toEqual([[1, 'rising']])
  })

  it('come in their order, however many lie in one step', () => {
    // A straight line is integrated in long steps.
    const levels = [0.71, 0.13, 0.42, 0.7100001, 0.05]
    const events = levels.map((level) => ({ name: String(level), value: (_: number, [y]: Float64Array) => y! - level })) // prettier-ignore
    const found = solveOde((_t, _y, dy) => dy.fill(1), [0], 0, 1, { tolerance, events })
    expect(found.steps).toBeLessThan(20)
    expect(found.events.map(({ name }) => Number(name))).toEqual([...levels].sort((a, b) => a - b))
    found.events.forEach(({ name, time }) => expect(time).toBeCloseTo(Number(name), 12))
    const until = events.map((event) => ({ ...event, terminal: event.name === '0.42' }))
    const cut = solveOde((_t, _y, dy) => dy.fill(1), [0], 0, 1, {
      tolerance,
      events: until,
      outputAt: [0.1, 0.4, 0.42, 0.5],
    })
    expect(cut.events.map(({ name }) => name)).toEqual(['0.05', '0.13', '0.42'])
    expect(cut.at).toEqual([0.1, 0.4, 0.42])
  })

  it('may have a kink at their zero or beside it', () => {
    const kinks: OdeEvent[] = [
      { name: 'kink at 0', value: (_, [x]) => (x! > 0 ? x! : 100 * x!) },
      { name: 'kink beside', value: (_, [x]) => Math.abs(x! - 0.3) - 0.1 },
      { name: 'root', value: (_, [x]) => Math.sign(x!) * Math.sqrt(Math.abs(x!)) },
    ]
    const { events } = solveOde(oscillator, [1, 0], 0, 3, { tolerance, events: kinks })
    const expected: [string, number][] = [
      ['kink beside', Math.acos(0.4)],
      ['kink beside', Math.acos(0.2)],
      ['kink at 0', Math.PI / 2],
      ['root', Math.PI / 2],
    ]
    expect(events.map(({ name }) => name).sort()).toEqual(expected.map(([name]) => name).sort())
    for (const [name, time] of expected) {
      const nearest = events.filter((e) => e.name === name).map((e) => Math.abs(e.time - time))
      expect(Math.min(...nearest)).toBeLessThan(1e-11)
    }
  })

  it('that come in close pairs are found, those that only touch 0 are not', () => {
    const pair = (depth: number): OdeEvent => ({ name: 'pair', value: (t) => (t - 0.537) ** 2 - depth ** 2 })
    const line: Derivative = (_t, _y, dy) => dy.fill(1)
    for (const depth of [1e-2, 1e-4, 1e-5]) {
      const { events, steps } = solveOde(line, [0], 0, 1, { events: [pair(depth)] })
      expect(events.map(({ direction }) => direction)).toEqual(['falling', 'rising'])
      expect(events[0]!.time).toBeCloseTo(0.537 - depth, 10)
      expect(events[1]!.time).toBeCloseTo(0.537 + depth, 10)
      expect(steps).toBeLessThan(20)
    }
    const touching: OdeEvent[] = [{ name: 'touch', value: (t) => (t - 0.537) ** 2 }, { name: 'above', value: (t) => (t - 0.5) ** 2 + 1e-9 }] // prettier-ignore
    expect(solveOde(line, [0], 0, 1, { events: touching }).events).toEqual([])
  })

  it('that do not happen are not found', () => {
    const never: OdeEvent = { name: 'never', value: (_, [x]) => x! - 1.001, terminal: true }
    const { events, end, at } = solveOde(oscillator, [1, 0], 0, 20, { events: [never] })
    expect(events).toEqual([])
    expect([end.event, at]).toEqual([undefined, [20]])
  })

  it('are refused where the function has no value or jumps', () => {
    const line: Derivative = (_t, _y, dy) => dy.fill(1)
    const run = (value: OdeEvent['value']) => () =>
      solveOde(line, [0], 0, 1, { events: [{ name: 'g', value }] })
    expect(codeOf(run((t) => (t > 0.3 ? NaN : 1)))).toBe('not-finite')
    expect(codeOf(run((t) => (t > 0.3 ? 1 : -1)))).toBe('misuse')
    expect(codeOf(run((t) => 1 / (t - 0.3000001)))).toBe('misuse')
    // Never part of a solution where the derivative ends.
    const ending: Derivative = (t, _, dy) => dy.fill(t > 0.5 ? NaN : 1)
    const late: OdeEvent = { name: 'late', value: (t) => t - 0.7, terminal: true }
    expect(codeOf(() => solveOde(ending, [0], 0, 1, { events: [late] }))).toBe('not-finite')
    const early: OdeEvent = { name: 'early', value: (t) => t - 0.2, terminal: true }
    expect(solveOde(ending, [0], 0, 1, { events: [early] }).end.time).toBeCloseTo(0.2, 12)
  })

  it('enter the accuracy that is asked for', () => {
    const { events, error } = solveOdeTo(1e-9, oscillator, [1, 0], 0, 30, {
      tolerance: 1e-4,
      events: [height],
    })
    expect(error).toBeLessThan(1e-9)
    expect(events).toHaveLength(10)
    events.forEach(({ time }, k) => expect(Math.abs(time - (k + 0.5) * Math.PI)).toBeLessThan(1e-9))
  })
})
