import { describe, expect, it } from 'vitest'
import { evaluate, type Expression, rational } from '../../src/expression/index.js'
import { createGraph } from '../../src/expression/index.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { stream } from '../../src/numeric/index.js'
import {
  type Condition,
  conditionsOf,
  type Notion,
  type StabilityConditions,
} from '../../src/theory/index.js'
import { compareConstants } from '../../src/theory/stability/conditions/precise.js'
import { intersection, type RateSet, setOfWindows } from '../../src/theory/stability/conditions/rate-sets.js'
import { conditionsJson } from '../../src/report/json/conditions.js'
import { reader, readFormula } from './condition-texts.js'

const model = (lines: Partial<ModelObject> & Record<string, unknown>) =>
  modelFrom({ title: 't', ...lines } as ModelObject)
const graph = createGraph()
const constant = (text: string): Expression => readFormula(text, { rate: graph.symbol('eta') })
const exact = ({ conditions }: StabilityConditions, notion: Notion): Condition =>
  conditions.find((each) => each.notion === notion && each.says === 'stable exactly when')!

/** Σ tᵢ log|1 − ηκᵢ| < 0 and E(1 − ηκ)² < 1 for every block, straight from their definitions. */
const brute = {
  'almost surely': (blocks: readonly (readonly number[])[], eta: number): boolean =>
    blocks.every((block) => block.reduce((sum, k) => sum + Math.log(Math.abs(1 - eta * k)), 0) < 0),
  'mean square': (blocks: readonly (readonly number[])[], eta: number): boolean =>
    blocks.every((block) => block.reduce((sum, k) => sum + (1 - eta * k) ** 2 - 1, 0) < 0),
}

// So coarse that ends of intervals, which are not decided, lie between.
const grid = (blocks: readonly (readonly number[])[]): number[] => {
  const least = Math.min(...blocks.flat().filter((k) => k > 0))
  return Array.from({ length: 500 }, (_, i) => ((i + 0.4371) * 2.3) / (least * 500))
}

// κ = s and 9s of two parallel gradients, and t of a third that is orthogonal: s = a² + b², t = c² + d².
const three = model({
  parameters: ['a', 'b', 'c', 'd'],
  residuals: ['a*b - 1', '3*(a*b - 1)', 'c*d - 1'],
  points: {
    low: { a: 1, b: 1, c: 4, d: '1/4' },
    cut: { a: 1, b: 1, c: 2, d: '1/2' },
    all: { a: 1, b: 1, c: 1, d: 1 },
  },
})

describe('a bound and windows', () => {
  it('are grouped in text, LaTeX and JSON, and one set at a point', async () => {
    const found = await conditionsOf(three)
    const sure = exact(found, 'almost surely')
    expect(sure.formulas).toHaveLength(2)
    expect(sure.formulas[1]!.text).toMatch(/^\(eta < .* or .* < eta < .*\)$/)
    expect(sure.formulas[1]!.latex).toMatch(/^\\left\(.*\\text\{or\}.*\\right\)$/)
    expect(sure.at.map(({ point, formula }) => [point, formula.text])).toEqual([
      ['low', 'eta < 32/257'],
      ['cut', 'eta < (5 - sqrt(7))/18 or (sqrt(7) + 5)/18 < eta < 8/17'],
      ['all', 'eta < (5 - sqrt(7))/18 or (sqrt(7) + 5)/18 < eta < 5/9'],
    ])
    expect(sure.at[0]!.formula.latex).toBe('\\eta < \\frac{32}{257}')
    expect(sure.along.every(({ text }) => / and \(eta < .* or .*\) where /.test(text))).toBe(true)
    expect(sure.along.every(({ latex }) => /\\text\{and\}\\quad \\left\(.*\\right\)\\quad\\text\{where/.test(latex))).toBe(true)
    expect(sure.along.length).toBeGreaterThan(0)
    const json = conditionsJson(found).conditions.find(({ claims }) => claims.length === 2)!
    expect(json.claims[1]!.formula.text).toMatch(/^\(.* or .*\)$/)
  })

  it('mean what they say at random points of the set', async () => {
    // κ of the samples: s, 9s of the first block and 4t, t·(3/2)² of the second, s = a² + b² and t = c² + d².
    const random = stream(3, 'points of two hyperbolas', 0)
    const drawn = Array.from({ length: 8 }, () => [1, 2].map(() => Math.ceil(9 * random.uniform())))
    const points = Object.fromEntries(drawn.map(([p, q], k) => [`p${k}`, { a: `${p}/3`, b: `3/${p}`, c: `sqrt(${q})`, d: `1/sqrt(${q})` }]))
    const found = await conditionsOf(model({ parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b - 1', '3*(a*b - 1)', '2*(c*d - 1)', '3/2*(c*d - 1)'], points }))
    const seen = new Set<number>()
    for (const notion of ['almost surely', 'mean square'] as const) {
      const condition = exact(found, notion)
      expect(condition.at).toHaveLength(8)
      for (const [k, [p, q]] of drawn.entries()) {
        const [s, t] = [(p! / 3) ** 2 + (3 / p!) ** 2, q! + 1 / q!]
        const blocks = [[s, 9 * s], [4 * t, 2.25 * t]]
        const values = { a: p! / 3, b: 3 / p!, c: Math.sqrt(q!), d: 1 / Math.sqrt(q!) }
        const whole = condition.formulas.map(({ text }) => text).join(' and ')
        const { text } = condition.at[k]!.formula
        seen.add(text.split(' or ').length)
        const [here, everywhere] = [reader(text, found), reader(whole, found)]
        const wrong = grid(blocks).filter((eta) => {
          const truth = brute[notion](blocks, eta)
          return here({ eta }) !== truth || everywhere({ ...values, eta }) !== truth
        })
        expect([notion, k, wrong]).toEqual([notion, k, []])
      }
    }
    // One interval at some points, more at others: the case is not an empty one.
    expect(seen.size).toBeGreaterThan(1)
  })

  it('products become sets where their curvatures are numbers', async () => {
    // Three curvatures that are in no fixed proportion: a² + b², a² and 1 + 9b².
    const points = { p: { a: 1, b: 3 }, q: { a: 3, b: 1 }, r: { a: 'sqrt(3)', b: 'sqrt(3)' } }
    const found = await conditionsOf(model({ parameters: ['a', 'b', 'u', 'v'], residuals: ['a*b - 3', 'u*a', 'u + 3*v*b'], points: Object.fromEntries(Object.entries(points).map(([name, at]) => [name, { ...at, u: 0, v: 0 }])) }))
    const grows = found.conditions.find(({ notion, says }) => notion === 'almost surely' && says === 'unstable when')!
    expect(grows.formulas[0]!.text).toContain('> 1')
    expect(grows.at.map(({ point }) => point)).toEqual(['p', 'q', 'r'])
    for (const [name, a, b] of [['p', 1, 3], ['q', 3, 1], ['r', Math.sqrt(3), Math.sqrt(3)]] as const) {
      const blocks = [[a * a + b * b, a * a, 1 + 9 * b * b]]
      const { text } = grows.at.find(({ point }) => point === name)!.formula
      const here = reader(text, found)
      const volume = (eta: number): number => blocks[0]!.reduce((total, k) => total + Math.log(Math.abs(1 - eta * k)), 0)
      expect([name, grid(blocks).filter((eta) => here({ eta }) !== volume(eta) > 0)]).toEqual([name, []])
    }
  })

  it('of the same scale are one set in symbols', async () => {
    const found = await conditionsOf(model({ parameters: ['u', 'v'], residuals: ['u - 1', '3*(u - 1)', '2*v', '5/2*v'] }))
    const blocks = [[1, 9], [4, 6.25]]
    const { formulas } = exact(found, 'almost surely')
    expect(formulas).toHaveLength(1)
    const here = reader(formulas[0]!.text, found)
    expect(grid(blocks).filter((eta) => here({ eta }) !== brute['almost surely'](blocks, eta))).toEqual([])
  })
}) // prettier-ignore

describe('sets of learning rates', () => {
  it('intersect as their members do', () => {
    const random = stream(5, 'sets of intervals', 0)
    const draw = (): RateSet => {
      const ends = Array.from({ length: 1 + 2 * Math.floor(3 * random.uniform()) }, () => rational.of(Math.ceil(40 * random.uniform()), 12))
      const sorted = ends.sort(rational.compare).filter((end, k) => k === 0 || rational.compare(ends[k - 1]!, end) < 0)
      const odd = sorted.length % 2 === 1 ? sorted : sorted.slice(1)
      return setOfWindows({ ends: odd.map((end) => graph.constant(end)), areExact: odd.map(() => true) })
    }
    const contains = (set: RateSet, x: number): boolean =>
      set.some(({ from, to }) => (from === undefined || evaluate(from.value, new Map()) < x) && (to === undefined || x < evaluate(to.value, new Map())))
    for (let trial = 0; trial < 60; trial++) {
      const [a, b] = [draw(), draw()]
      const both = intersection(a, b)
      const middles = Array.from({ length: 48 }, (_, k) => (k + 0.5) / 12)
      expect(middles.filter((x) => contains(both, x) !== (contains(a, x) && contains(b, x)))).toEqual([])
      both.forEach(({ from }, k) => k === 0 || expect(evaluate(both[k - 1]!.to!.value, new Map())).toBeLessThanOrEqual(evaluate(from!.value, new Map())))
    }
  })

  it('have ends that are compared exactly', () => {
    expect(compareConstants(constant('sqrt(2) + sqrt(3)'), constant('sqrt(5 + 2*sqrt(6))'))).toBe(0)
    // √2 to 40 digits, below and above.
    expect(compareConstants(constant('sqrt(2)'), constant('14142135623730950488016887242096980785696/10000000000000000000000000000000000000000'))).toBe(1)
    expect(compareConstants(constant('sqrt(2)'), constant('14142135623730950488016887242096980785697/10000000000000000000000000000000000000000'))).toBe(-1)
    expect(compareConstants(constant('1/(sqrt(10^50 + 1) - 10^25)'), constant('2*10^25'))).toBe(1)
    expect(compareConstants(constant('tanh(1)'), constant('(exp(2) - 1)/(exp(2) + 1)'))).toBe(0)
    expect(compareConstants(constant('max(2^(1/3), 5/4)'), constant('abs(-63/50)'))).toBe(-1)
  })
}) // prettier-ignore

describe('a set of which a part is no minimum', () => {
  it('has conditions on the part that is, and says where that is', async () => {
    const found = await conditionsOf(model({ parameters: ['p', 'q'], loss: '(p^2 + q^2 - 1)^2*(p + 1/2)', points: { east: { p: 1, q: 0 }, west: { p: -1, q: 0 }, slant: { p: '3/5', q: '-4/5' } } }))
    expect(found.hypotheses).toContainEqual(expect.stringContaining('the loss is minimal at the point: p > -1/2;'))
    expect(found.notes).toEqual([expect.stringMatching(/^at west the Hessian has a negative eigenvalue/)])
    for (const notion of ['gradient descent', 'mean square', 'almost surely'] as const)
      // The Hessian is 8(p + 1/2) across the circle.
      expect(exact(found, notion).at.map(({ point, formula }) => `${point}: ${formula.text}`)).toEqual(['east: eta < 1/6', 'slant: eta < 5/22'])
  })

  it('may be the whole of it, or the other side', async () => {
    const none = await conditionsOf(model({ parameters: ['p', 'q'], loss: '-(p^2 + q^2 - 1)^2' }))
    expect(none.conditions).toEqual([])
    expect(none.notes).toEqual([expect.stringContaining('negative eigenvalue at the points of the set that were found')])
    const below = await conditionsOf(model({ parameters: ['p', 'q'], data: { x: [1, 2] }, loss: 'x^2*(p - q)^2*(1 - 3*p)*(q^2 + 1)', points: { o: { p: 0, q: 0 }, no: { p: 1, q: 1 } } }))
    expect(below.hypotheses).toContainEqual(expect.stringContaining('the loss is minimal at the point: p < 1/3;'))
    // L = 5/2·(p − q)²: the Hessian at o has the eigenvalues 0 and 10.
    expect(exact(below, 'gradient descent').at.map(({ point, formula }) => `${point}: ${formula.text}`)).toEqual(['o: eta < 1/5'])
  })
}) // prettier-ignore
