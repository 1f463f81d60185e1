import { describe, expect, it } from 'vitest'
import { type Launch, readOutcome } from './launch.js'
import { measures } from './measures/index.js'
import { growth } from './measures/growth.js'
import { readOptions } from './options.js'
import { time as batch } from './ours/batch.js'
import { time as coldStart } from './ours/cold-start.js'
import { time as derive } from './ours/derive.js'
import { time as evaluate } from './ours/evaluate.js'
import { time as geometry } from './ours/geometry.js'
import { time as measureGrowth } from './ours/growth.js'
import { time as exponent } from './ours/exponent.js'
import { time as runner } from './ours/runner.js'
import type { Measure, Outcome, Program } from './program.js'
import { runMeasure } from './run-measure.js'

const silent = () => {}

describe('our sides', () => {
  // Sums that the peers in C, SymPy and NumPy print.
  it.each([
    ['the gradient at d = 32', evaluate({ what: 'gradient', hidden: 8, budget: 0.001 }), -1.10433383725687],
    ['the gradient at d = 128', evaluate({ what: 'gradient', hidden: 32, budget: 0.001 }), -3.67808024995403],
    ['the Hessian at d = 32', evaluate({ what: 'hessian', hidden: 8, budget: 0.001 }), 0.793313487943992],
    [
      'the zero-loss set at d = 10',
      geometry({ what: 'decomposition', dimension: 10, loss: 'squares', budget: 0.001 }),
      10.464334489265406,
    ],
    [
      'the zero-loss set from the Hessian at d = 10',
      geometry({ what: 'decomposition', dimension: 10, loss: 'log-cosh', budget: 0.001 }),
      10.464334489265406,
    ],
    [
      'the limit map at d = 10',
      geometry({ what: 'second', dimension: 10, loss: 'squares', budget: 0.001 }),
      5.297759002867635,
    ],
    ['the first Hessian at d = 32', coldStart({ hidden: 8 }), 0.793313487943992],
    ['the derived Hessian at d = 32', derive({ hidden: 8, as: 'expressions', warm: 0 }), 0.793313487943992],
    ['its operations', derive({ hidden: 8, as: 'operations', warm: 0 }), 0.793313487943992],
    [
      'the written-out Hessian at d = 32',
      measureGrowth({ form: 'written out', as: 'kernels', hidden: 8, samples: 8 }),
      0.793313487943992,
    ],
    [
      'the exponent of a random product',
      exponent({ dimension: 2, halfWidth: 0, budget: 0.001 }),
      -0.06989121645967786,
    ],
    ['gradients at 1,024 points', batch({ hidden: 8, points: 1024, budget: 0.001 }), 46.4493765909031],
  ])('compute %s as the peers do', (_, outcome, expected) => {
    expect((outcome as { check: number }).check).toBeCloseTo(expected, 11)
    expect((outcome as { seconds: number }).seconds).toBeGreaterThan(0)
  })

  it('do the same through the runner of experiments as in one call', async () => {
    const task = { model: 'uv', replicas: 24, steps: 300, workers: 1 } as const
    const through = await runner({ ...task, by: 'runner' })
    expect(through).toMatchObject({ check: expect.any(Number) })
    expect((await runner({ ...task, by: 'ensemble' })) as { check: number }).toMatchObject({
      check: (through as { check: number }).check,
    })
  })
})

const program = (name: string, outcomes: readonly Outcome[], isPresent = true): Program => {
  const left = [...outcomes]
  return { name, needs: `the tool of ${name}`, isPresent: () => isPresent, run: () => left.shift()! }
}
const timed = (...seconds: number[]): Outcome[] =>
  seconds.map((each) => ({ kind: 'timed', seconds: each, check: 1 }))

describe('a measure', () => {
  const ours = program('ours', timed(1, 2, 4))
  const middle = program('middle', timed(2, 8, 12))
  const absent = program('absent', [], false)
  const indirect = { through: middle, throughTimes: [2], peerTimes: [10, 20] }
  const measure: Measure = {
    name: 'test',
    rows: [
      {
        title: 'row',
        clock: 'CPU',
        ours,
        tolerance: 0,
        peers: [
          { program: middle, atLeast: 1 },
          { program: absent, aim: 5, indirect },
          { program: absent },
          { program: program('other', [{ kind: 'timed', seconds: 1, check: 2 }, ...timed(1, 1)]) },
          { program: program('broken', [{ kind: 'failed', reason: 'a reason' }]) },
        ],
      },
      {
        title: 'later',
        clock: 'CPU',
        ours: program('later', [{ kind: 'not built', missing: 'something' }]),
        tolerance: 0,
        peers: [{ program: middle }],
      },
    ],
  }
  const { comparisons, skipped } = runMeasure(measure, 3, silent)
  const [direct, estimated, without, other, broken, later] = comparisons

  it('takes ratios within rounds', () => {
    expect(direct!.ratio).toEqual({ median: 3, min: 2, max: 4 })
    expect(direct!.ours).toEqual({ median: 2, min: 1, max: 4 })
    expect(direct!.peerTime).toEqual({ median: 8, min: 2, max: 12 })
  })

  it('estimates through a peer that is present, and says so', () => {
    expect(estimated).toMatchObject({ through: 'middle', ratio: { median: 22.5, min: 10, max: 40 } })
    expect(estimated!.peerTime).toBeUndefined()
    expect(without).toMatchObject({ remark: 'skipped' })
    expect(without!.ratio).toBeUndefined()
    expect(skipped).toEqual([{ measure: 'test', program: 'absent', needs: 'the tool of absent' }])
  })

  it('does not compare what disagrees, fails or is not built', () => {
    expect(other).toMatchObject({ isWrong: true, remark: expect.stringContaining('disagree') })
    expect(other!.ratio).toBeUndefined()
    expect(broken).toMatchObject({ isWrong: true, remark: 'broken failed: a reason' })
    expect(later).toMatchObject({ remark: 'not built yet: something' })
    expect(later!.isWrong).toBeUndefined()
  })
})

describe('the measure of gradients', () => {
  it('runs without any peer', () => {
    const absent = (name: string): Program => program(name, [], false)
    const launch: Launch = {
      budget: 0.001,
      ours: (_, task) => ({
        ...program('thalweg', []),
        run: () => readOutcome(JSON.stringify(evaluate(task as never))),
      }),
      c: absent,
      python: absent,
    }
    const { comparisons, skipped } = runMeasure(measures['gradient']!(launch), 1, silent)
    expect(comparisons.map(({ peer, remark }) => [peer, remark])).toEqual([
      ['C -O3', 'skipped'],
      ['JAX jit', 'skipped'],
      ['CasADi', 'skipped'],
    ])
    expect(comparisons[0]!.ours!.median).toBeGreaterThan(0)
    expect(skipped.map(({ program }) => program)).toEqual(['C -O3', 'JAX jit', 'CasADi'])
  })
})

describe('growth', () => {
  it('of code with the number of samples is none when rolled', () => {
    const found = growth({ run: measureGrowth, quick: true, progress: silent })
    const code = found.find(({ name }) => name === 'growth-code-samples')!
    const sizes = (label: string) =>
      code.series.find((each) => each.label === label)!.points.map(({ y }) => y.median)
    expect(new Set(sizes('Hessian, rolled')).size).toBe(1)
    const [few, many] = sizes('Hessian, written out')
    expect(many! / few!).toBeGreaterThan(2)
  })

  it('is not followed where it takes too long', () => {
    const run = ({ hidden, form }: { hidden: number; form: string }) =>
      form === 'rolled' ? { seconds: 1e-3 } : hidden === 64 ? { failed: 'out of memory' } : { seconds: hidden / 4 }
    const [time] = growth({ run, quick: false, progress: silent })
    expect(time!.series.map(({ points }) => points.length)).toEqual([6, 6, 4, 4])
    expect(time!.series[3]!.ended).toBe('ended at 256: out of memory')
  })
}) // prettier-ignore

describe('options', () => {
  it('refuse measures that are not there', () => {
    expect(readOptions(['--only', 'a,b'], ['a', 'b', 'c']).only).toEqual(['a', 'b'])
    expect(() => readOptions(['--only', 'd'], ['a', 'b'])).toThrow(/“d”/)
  })
})
