import { beforeAll, describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { ProblemError } from '../../../src/base/problem.js'
import { modelFrom } from '../../../src/model/index.js'
import { nodeHost } from '../../../src/node/host.js'
import { mapJson } from '../../../src/report/json/map.js'
import { mapVerdict } from '../../../src/study/map/verdict.js'
import { type MapOptions, type StabilityMap, stabilityMap } from '../../../src/study/index.js'
import { circle, orthogonal, parallel, positionAt, single, sphere, vanishing, windowed } from './cases.js'

const quick = (model: Parameters<typeof stabilityMap>[0], options: MapOptions = {}) =>
  stabilityMap(model, { effort: 'quick', ...options })
const rates = (all: readonly { learningRate: { value: number } }[] | undefined) =>
  all?.map(({ learningRate }) => learningRate.value)

let map: StabilityMap
beforeAll(async () => {
  map = await quick(parallel)
})

describe('a map of two samples with parallel gradients', () => {
  it('has the boundaries of the closed forms at every position', () => {
    expect(map.positions.length).toBeGreaterThanOrEqual(33)
    for (const { coordinates, boundaries, gap } of map.positions) {
      const [a, b] = coordinates as unknown as [number, number]
      expect(a * b).toBeCloseTo(1, 12)
      // K = κ·[[1, 2], [2, 4]]: 2ΣK/ΣK² = 10/17κ, 2/(mean 5κ/2), and |(1 − ηκ)(1 − 4ηκ)| = 1 at ηκ = 5/4.
      const kappa = a * a + b * b
      expect(gap).toBeUndefined()
      expect(boundaries!.meanSquare.value * kappa).toBeCloseTo(10 / 17, 10)
      expect(boundaries!.gradientDescent.value * kappa).toBeCloseTo(4 / 5, 10)
      expect(rates(boundaries!.almostSure)).toHaveLength(1)
      expect(rates(boundaries!.almostSure)![0]! * kappa).toBeCloseTo(5 / 4, 10)
    }
  })

  it('has positions at their arc length, named by the parameter', () => {
    // ∫ √(1 + a⁻⁴) da by Simpson's rule; the path goes towards growing a or towards falling a.
    const length = (from: number, to: number): number => {
      const n = 2000
      const f = (a: number) => Math.sqrt(1 + a ** -4)
      const h = (to - from) / n
      let sum = f(from) + f(to)
      for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * h)
      return (sum * h) / 3
    }
    expect(map.path.parameter?.text).toBe('a')
    for (const { s, parameter, coordinates } of map.positions) {
      expect(parameter).toBe(coordinates[0])
      expect(length(1, parameter!)).toBeCloseTo(s, 6)
    }
  })

  it('ends where the sharpness is three times that at the point', () => {
    const { from, to, closed } = map.path
    expect(from).toBeCloseTo(-to, 6)
    expect(closed).toBe(false)
    const { coordinates } = map.positions.at(-1)!
    // κ = 2 at the point; ends are interpolated between traced places.
    expect((coordinates[0]! ** 2 + coordinates[1]! ** 2) / 2).toBeCloseTo(3, 1)
  })

  it('supports the almost-sure boundary and refutes the two other notions, and the moved ones', () => {
    const { verdict, cells } = map
    expect(verdict.outcome).toBe('supported')
    expect(verdict.coincide).toBe(false)
    expect(verdict.cells).toMatchObject({ planned: 64, measured: 64 })
    expect(verdict.cells.counted).toBeGreaterThan(50)
    for (const notion of ['mean-square', 'gradient-descent', 'higher', 'lower'] as const) {
      expect(verdict.tallies[notion].outcome, notion).toBe('refuted')
      expect(verdict.differing[notion]).toBeGreaterThan(0)
    }
    // Too low is contradicted where runs settle all the same, too high where they leave.
    expect(verdict.tallies['mean-square'].contradict.settles).toBe(0)
    expect(verdict.tallies['higher'].contradict.leaves).toBe(0)
    expect(verdict.tallies['lower'].contradict.settles).toBe(0)
    // The notions disagree in between, where the runs decide.
    const between = cells.filter(
      ({ predicted, counts }) => counts && predicted['mean-square'] !== predicted['almost-surely'],
    )
    expect(between.length).toBeGreaterThan(3)
    expect(between.every(({ measured }) => measured!.share.value > 0.9)).toBe(true)
  })

  it('refutes a boundary that is wrong, were it taken for the almost-sure one', () => {
    for (const wrong of ['mean-square', 'gradient-descent', 'higher', 'lower'] as const) {
      const cells = map.cells.map((cell) => ({
        ...cell,
        predicted: { ...cell.predicted, 'almost-surely': cell.predicted[wrong] },
      }))
      const verdict = mapVerdict(cells, map.positions, false)
      expect(verdict.outcome, wrong).toBe('refuted')
      expect(verdict.summary).toMatch(/^The almost-sure boundary is refuted: \d+ of \d+ cells/)
    }
  })

  it('supports nothing when all cells lie on one side', () => {
    const cells = map.cells.filter(({ predicted }) => predicted['almost-surely'] !== 'leaves')
    expect(mapVerdict(cells, map.positions, false).outcome).toBe('inconclusive')
  })

  it('depends on the seed alone', async () => {
    const [same, other] = [await quick(parallel, { host: nodeHost() }), await quick(parallel, { seed: 8 })]
    expect(JSON.stringify(mapJson(same))).toBe(JSON.stringify(mapJson(map)))
    const settled = (found: StabilityMap) => found.cells.map(({ measured }) => measured!.settled)
    expect(settled(other)).not.toEqual(settled(map))
  })

  it('leaves blank what is not measured in time, and tells', async () => {
    let looks = 0
    const began = performance.now()
    const budget = {
      // Time enough for everything until some cells have been measured.
      get deadline() {
        return looks > 6 ? began : Infinity
      },
      progress: (what: string) => void (what === 'runs along the path' && looks++),
    }
    const { cells, verdict } = await quick(parallel, { budget })
    const blank = cells.filter(({ measured }) => measured === undefined)
    expect(blank.length).toBeGreaterThan(40)
    expect(blank.length).toBeLessThan(64)
    expect(blank.some(({ counts }) => counts)).toBe(false)
    expect(verdict).toMatchObject({ cutShort: true, outcome: 'inconclusive' })
    expect(verdict.summary).toMatch(/the time ended first/)
    // What was measured is what would have been measured.
    for (const [i, { measured }] of cells.entries())
      if (measured !== undefined) expect(measured).toEqual(map.cells[i]!.measured)
    const none = await quick(parallel, { budget: within(unlimited, 1) }).catch((error: ProblemError) => error)
    if (!(none instanceof Error)) expect(none.verdict.cutShort).toBe(true)
  })
})

describe('boundaries', () => {
  it('have windows, where the exponent changes sign several times', async () => {
    const found = await quick(windowed)
    const { boundaries } = positionAt(found, 0)
    const changes = rates(boundaries!.almostSure)!
    expect(changes).toHaveLength(3)
    for (const [i, known] of [0.13079159383, 0.424763961726, 0.555555555556].entries())
      expect(changes[i]).toBeCloseTo(known, 10)
    expect(boundaries!.almostSure!.map(({ becomes }) => becomes)).toEqual(['unstable', 'stable', 'unstable'])
    expect(boundaries!.gradientDescent.value).toBeCloseTo(0.2, 12)
    expect(boundaries!.meanSquare.value).toBeCloseTo(0.121951219512, 10)
    // Between the first two changes of the column nothing settles, whatever gradient descent says.
    const gap = found.cells.filter(({ counts, predicted }) => counts && predicted['almost-surely'] === 'leaves' && predicted['gradient-descent'] === 'settles') // prettier-ignore
    expect(gap.length).toBeGreaterThan(0)
    expect(gap.every(({ measured }) => measured!.seen === 'leaves')).toBe(true)
  })

  it('are not drawn so far out that no row is left between the others', async () => {
    // The last sample hardly counts near x = −2: λ has a window, as narrow as it is far, about 1/κ₃.
    const { grid, positions, notes } = await quick(vanishing)
    const last = positions.flatMap(({ boundaries }) => rates(boundaries!.almostSure)!)
    const others = positions.flatMap(({ boundaries }) => [boundaries!.gradientDescent.value, rates(boundaries!.almostSure)![0]!])
    expect(Math.max(...last)).toBeGreaterThan(100 * Math.max(...others))
    expect(grid!.rows.edges.at(-1)!).toBeLessThan(16 * Math.max(...others))
    expect(notes.join()).toMatch(/λ changes sign at learning rates far beyond those shown, too/)
  }) // prettier-ignore

  it('coincide for one sample, and nothing is concluded about which decides', async () => {
    const { verdict, positions } = await quick(single)
    for (const { coordinates, boundaries } of positions) {
      const threshold = 2 / (coordinates[0]! ** 2 + coordinates[1]! ** 2)
      expect(boundaries!.gradientDescent.value).toBeCloseTo(threshold, 10)
      expect(boundaries!.meanSquare.value).toBeCloseTo(threshold, 10)
      expect(rates(boundaries!.almostSure)![0]).toBeCloseTo(threshold, 10)
    }
    expect(verdict).toMatchObject({ outcome: 'supported', coincide: true })
    expect(verdict.differing['gradient-descent'] + verdict.differing['mean-square']).toBe(0)
    expect(verdict.tallies['higher'].outcome).toBe('refuted')
    expect(verdict.summary).toMatch(/The three notions coincide on this path: nothing here tells them apart/)
  })

  it('have a gap with the reason where the point is not regular, and nothing is concluded', async () => {
    const { positions, verdict, notes } = await quick(orthogonal, { along: 'x=1', length: 0.5 })
    for (const { boundaries, gap } of positions) {
      expect(boundaries?.almostSure).toBeUndefined()
      expect(boundaries?.gradientDescent.value).toBeGreaterThan(0)
      expect(gap).toMatch(/not regular there: The gradients fall into 2 groups orthogonal to each other/)
    }
    expect(verdict.outcome).toBe('inconclusive')
    expect(verdict.cells.counted).toBe(0)
    expect(notes.join()).toMatch(/A boundary is missing at \d+ of \d+ positions/)
  })
})

describe('a path', () => {
  it('is a closed curve once round', async () => {
    const { path, positions } = await quick(circle)
    expect(path).toMatchObject({ kind: 'curve', closed: true, parameter: undefined })
    expect(path.to - path.from).toBeCloseTo(2 * Math.PI, 4)
    for (const { s, coordinates, boundaries } of positions) {
      expect(coordinates[0]).toBeCloseTo(Math.cos(s), 7)
      expect(boundaries!.gradientDescent.value).toBeCloseTo(1 / 2, 8)
    }
  })

  it('goes up to a point of the curve', async () => {
    const { path, positions } = await quick(parallel, { to: 'steep' })
    expect(path).toMatchObject({ kind: 'curve', from: 0, ends: ['the point p', 'the point steep'] })
    expect(positions.at(-1)!.coordinates[0]).toBeCloseTo(2, 3)
    await expect(quick(parallel, { to: 'a=-1,b=-1' })).rejects.toMatchObject({
      problem: { code: 'no-convergence' },
    })
  })

  it('is a great circle of a sphere, to a point or in a direction', async () => {
    const to = await quick(sphere, { to: 'q' })
    expect(to.path.kind).toBe('geodesic')
    expect(to.path.to).toBeCloseTo(Math.PI / 2, 6)
    for (const { s, coordinates } of to.positions) {
      expect(coordinates[0]).toBeCloseTo(Math.cos(s), 6)
      expect(coordinates[1]).toBeCloseTo(Math.sin(s), 6)
    }
    const beyond = await quick(sphere, { at: 'q', to: 'r' })
    expect(beyond.path.to).toBeCloseTo(Math.acos(-3 / 5), 6)
    // The part across the set does not matter.
    const along = await quick(sphere, { along: 'x=5,z=-2', length: 1 })
    expect([along.path.from, along.path.to]).toEqual([-1, 1])
    for (const { s, coordinates } of along.positions) expect(coordinates[2]).toBeCloseTo(-Math.sin(s), 6)
  })

  const problems: [string, Parameters<typeof stabilityMap>[0], MapOptions, string, RegExp][] = [
    ['a set of two dimensions without a line', sphere, {}, 'misuse', /dimension 2 .* --to POINT .* --along/],
    ['a direction across the set', sphere, { along: 'x=1' }, 'bad-option', /orthogonal to the zero-loss set/],
    ['an unknown parameter in a direction', sphere, { along: 'w=1' }, 'unknown-symbol', /w/],
    ['a point to itself', sphere, { to: 'p' }, 'bad-option', /another point/],
    ['a length that is none', parallel, { length: -1 }, 'bad-option', /positive/],
    ['a batch that does not fit', parallel, { batchSize: 3 }, 'bad-option', /from 1 to 2/],
    ['a single point', modelFrom({ title: 't', parameters: ['x'], residuals: ['x'], points: { p: { x: 0 } } }), {}, 'not-applicable', /single point/],
    ['a plain loss', modelFrom({ title: 't', parameters: ['x', 'y'], loss: '(x*y - 1)^4', points: { p: { x: 1, y: 1 } } }), {}, 'not-applicable', /write it with `residuals`/],
    ['no zero-loss set', modelFrom({ title: 't', parameters: ['x', 'y'], residuals: ['x*y - 1', 'x*y - 2'], points: { p: { x: 1, y: 1 } } }), {}, 'no-zero-loss-set', /lowest loss/],
    ['a singular point', modelFrom({ title: 't', parameters: ['x', 'y'], residuals: ['x*y'], points: { p: { x: 0, y: 0 } } }), {}, 'not-applicable', /rank 0/],
  ] // prettier-ignore
  it.each(problems)('is refused with one message for %s', async (_, model, options, code, message) => {
    const error = await quick(model, options).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ProblemError)
    expect((error as ProblemError).problem.code).toBe(code)
    expect((error as ProblemError).message).toMatch(message)
  })
})
