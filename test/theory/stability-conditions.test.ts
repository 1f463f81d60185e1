import { describe, expect, it } from 'vitest'
import {
  evaluate,
  type Expression,
  freeSymbols,
  parseFormula,
  rational,
  substitute,
  type SymbolNode,
  toText,
} from '../../src/expression/index.js'
import { readable } from '../../src/calculus/index.js'
import { type Model, modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'
import { fromRows, symmetricEigen } from '../../src/numeric/index.js'
import {
  type Claim,
  compare,
  type Condition,
  type ConditionOptions,
  conditionsOf,
  linearisedFromRows,
  type Notion,
  type Place,
  type StabilityConditions,
} from '../../src/theory/index.js'
import { exponentByFormula } from '../../src/theory/stability/conditions/projection.js'
import { compareMatrix, meanSquareThreshold } from '../../src/theory/stability/conditions/matrix-check.js'
import { readBundledModel } from '../../src/node/catalogue.js'
import { isThorough } from '../thoroughness.js'
import { unlimited, within } from '../../src/base/budget.js'

const model = (lines: Partial<ModelObject> & Record<string, unknown>): Model =>
  modelFrom({ title: 't', ...lines } as ModelObject)

const exact = ({ conditions }: StabilityConditions, notion: Notion): Condition =>
  conditions.find((each) => each.notion === notion && each.says === 'stable exactly when')!
const texts = (found: StabilityConditions, notion: Notion): string[] =>
  exact(found, notion).formulas.map(({ text }) => text)
const boundOf = (claim: Claim | undefined): Expression => {
  if (claim?.form !== 'below' && claim?.form !== 'above') throw new Error(`a ${claim?.form} is no bound`)
  return claim.bound
}

/** The summand of a sum as it is written, in the graph of the conditions. */
const parsed = (text: string, { rate: { graph } }: StabilityConditions): Expression =>
  parseFormula(
    {
      text: text.replace(/^.*sum_i /, ''),
      span: () => ({ source: 't', line: 1, column: 1, length: 1, text }),
    },
    {
      graph,
      lookup: (name) => ({ shape: [], entries: [graph.symbol(name)] }),
      names: () => ({ parameters: [], data: [] }),
    },
  ).entries[0]!

/** The bound of a notion at a point of the model, as an exact constant. */
function boundAt(found: StabilityConditions, notion: Notion, of: Model, at: string): Expression {
  const { coordinates } = resolvePoint(of, at)
  const values = new Map(of.symbols.map((symbol, i) => [symbol, coordinates[i]!]))
  return readable(substitute(boundOf(exact(found, notion).claims[0]), values))
}
const numberAt = (...given: Parameters<typeof boundAt>): number => evaluate(boundAt(...given), new Map())

describe('one residual: ½(uv − y)²', () => {
  it('is stable below 2/(u² + v²), by all three notions', async () => {
    const found = await conditionsOf(model({ parameters: ['u', 'v'], data: { y: [3] }, residuals: ['u*v - y'] }), { momentum: 'symbol' })
    for (const notion of ['gradient descent', 'mean square', 'almost surely'] as const) {
      expect(texts(found, notion)).toEqual(['eta < 2/(u^2 + v^2)'])
      expect(exact(found, notion).formulas[0]!.latex).toBe('\\eta < \\frac{2}{u^{2} + v^{2}}')
      expect(exact(found, notion).along[0]!.text).toBe('eta < 2*u^2/(u^4 + 9) where v = 3/u')
    }
    expect(texts(found, 'heavy ball')).toEqual(['eta < 2*(beta + 1)/(u^2 + v^2)'])
    expect(texts(found, 'Nesterov')).toEqual(['eta < 2*(beta + 1)/((2*beta + 1)*(u^2 + v^2))'])
    expect(exact(found, 'mean square').evidence).toMatchObject({ certainty: 'proved', points: 6 })
  })
  it('a tanh network of two layers with one sample', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'w'], data: { x: [2], y: [1] }, output: 'a*tanh(w*x)', points: { p: { a: '1/tanh(1)', w: '1/2' } } }))
    const bound = boundOf(exact(found, 'almost surely').claims[0])
    const [a, w] = [1.3, 0.4]
    const value = evaluate(bound, new Map([['a', a], ['w', w]].map(([name, x]) => [found.rate.graph.symbol(String(name)), Number(x)])))
    // K = tanh² + (2a/cosh²)²
    expect(value).toBeCloseTo(2 / (Math.tanh(2 * w) ** 2 + (2 * a / Math.cosh(2 * w) ** 2) ** 2), 12)
  })
}) // prettier-ignore

describe('parallel gradients', () => {
  it('a·b·x with x = 1, 2: derived in a and b, and exact at the named points', async () => {
    const scalar = await readBundledModel('two-layer-scalar')
    const found = await conditionsOf(scalar)
    expect(texts(found, 'gradient descent')).toEqual(['eta < 4/(5*(a^2 + b^2))'])
    expect(texts(found, 'mean square')).toEqual(['eta < 10/(17*(a^2 + b^2))'])
    // (1 − h)(1 − 4h) = 1 at h = 5/4.
    expect(texts(found, 'almost surely')).toEqual(['eta < 5/(4*(a^2 + b^2))'])
    const at = (notion: Notion, point: string): string => toText(boundAt(found, notion, scalar, point))
    expect(['gradient descent', 'mean square', 'almost surely'].map((notion) => at(notion as Notion, 'skewed'))).toEqual(['4/25', '2/17', '1/4'])
    expect(['gradient descent', 'mean square', 'almost surely'].map((notion) => at(notion as Notion, 'balanced'))).toEqual(['1/5', '5/34', '5/16'])
    expect(exact(found, 'almost surely').at[0]).toMatchObject({ point: 'skewed', formula: { text: 'eta < 1/4' } })
  })
  it('batches with replacement: rounded where there is no closed form, and said to be', async () => {
    const found = await conditionsOf(await readBundledModel('two-layer-scalar'), { batchSize: 2, replacement: true })
    expect(texts(found, 'mean square')).toEqual(['eta < 40/(59*(a^2 + b^2))'])
    expect(texts(found, 'almost surely')).toEqual(['eta < 1.097150708/(a^2 + b^2) (rounded)'])
    // (1 − h)(1 − 5h/2)²(1 − 4h) passes 1 there.
    const product = (h: number) => (1 - h) * (1 - 2.5 * h) ** 2 * (1 - 4 * h)
    expect(product(1.097150707)).toBeLessThan(1)
    expect(product(1.097150709)).toBeGreaterThan(1)
  })
  it('all windows where there are several (W5 of the theory: 5/9 and (5 ± √7)/18 at x = y = 1)', async () => {
    const fifth = model({ parameters: ['x', 'y'], residuals: ['x*y - 1', '3*(x*y - 1)'], points: { p: { x: 1, y: 1 } } })
    const found = await conditionsOf(fifth)
    const [claim] = exact(found, 'almost surely').claims
    if (claim?.form !== 'windows') throw new Error('windows expected')
    const ends = claim.ends.map((end) => evaluate(end, new Map()) / 2)
    ;[0.13079159383, 0.424763961726, 0.555555555556].forEach((end, i) => expect(ends[i]).toBeCloseTo(end, 11))
    expect(claim.exact).toBe(true)
    expect(found.notes.join()).toMatch(/parallel/)
    expect(numberAt(found, 'gradient descent', fifth, 'p')).toBeCloseTo(0.2, 14)
    expect(numberAt(found, 'mean square', fifth, 'p')).toBeCloseTo(0.121951219512, 12)
  })
}) // prettier-ignore

describe('data as symbols', () => {
  const chain = () => readBundledModel('two-layer-scalar')

  /** N, B, sums and parameters put into a bound. */
  const put = (found: StabilityConditions, notion: Notion, x: readonly number[], size: number): number => {
    const { graph } = found.rate
    const power = (p: number): number => x.reduce((sum, each) => sum + each ** p, 0)
    const values = { a: 0.7, b: -1.2, N: x.length, B: size, S_2: power(2), S_4: power(4) }
    return evaluate(boundOf(exact(found, notion).claims[0]), new Map(Object.entries(values).map(([name, value]) => [graph.symbol(name), value])))
  }

  it('in sums over the samples', async () => {
    const found = await conditionsOf(await chain(), { dataAsSymbols: true })
    expect(texts(found, 'gradient descent')).toEqual(['eta < 2*N/(S_2*(a^2 + b^2))'])
    expect(texts(found, 'mean square')).toEqual(['eta < 2*S_2/(S_4*(a^2 + b^2))'])
    expect(texts(found, 'almost surely')[0]).toMatch(/^prod_i abs\(1 - eta\*x_i\^2\*\(a\^2 \+ b\^2\)\) < 1$/)
    expect(found.definitions.map(({ formula }) => formula.latex)).toEqual(['S_{2} = \\sum_{i=1}^{N} x_{i}^{2}', 'S_{4} = \\sum_{i=1}^{N} x_{i}^{4}'])
  })

  // E(1 − (η/B)Σκ)² over all ordered draws, written out: the threshold is 2E[m]/E[m²], m the mean curvature of a batch.
  const enumerated = (x: readonly number[], size: number, replacement: boolean): number => {
    const curvatures = x.map((each) => (0.7 ** 2 + 1.2 ** 2) * each ** 2)
    const draws = (left: number, taken: readonly number[]): number[][] => left === 0 ? [[...taken]] : curvatures.flatMap((_, i) => (!replacement && taken.includes(i) ? [] : draws(left - 1, [...taken, i])))
    const means = draws(size, []).map((draw) => draw.reduce((sum, i) => sum + curvatures[i]!, 0) / size)
    return (2 * means.reduce((sum, m) => sum + m, 0)) / means.reduce((sum, m) => sum + m * m, 0)
  }
  it.each([false, true])('mean square for any batch size, replacement %s, as by listing all draws', async (replacement) => {
    const found = await conditionsOf(await chain(), { dataAsSymbols: true, batchSize: 'any', replacement })
    for (const [x, size] of [[[1, 2, 0.5], 2], [[1, 2, 0.5, -1.5], 3], [[2, 0.3, 1, 1, 0.7], 2], [[1, 2], 1]] as const)
      expect(put(found, 'mean square', x, size)).toBeCloseTo(enumerated(x, size, replacement), 11)
  })

  it('equal samples multiply by the same number: no N is left, and one sample is enough', async () => {
    const found = await conditionsOf(model({ parameters: ['u', 'v'], data: { y: [1] }, output: 'u*v' }), { dataAsSymbols: true, momentum: 'symbol' })
    for (const notion of ['gradient descent', 'mean square', 'almost surely'] as const) expect(texts(found, notion)).toEqual(['eta < 2/(u^2 + v^2)'])
    expect(texts(found, 'heavy ball')).toEqual(['eta < 2*(beta + 1)/(u^2 + v^2)'])
    expect(found.hypotheses[0]).toBe('N samples; every residual vanishes at the point')
  })
  it.each([
    ['a*b*x + c', ['a', 'b', 'c'], (x: number, [a, b]: number[]) => [b! * x, a! * x, 1]],
    ['a*x + b*z', ['a', 'b'], (x: number) => [x, Math.sin(3 * x)]],
    ['a*b*(x + 1) + c*x^2', ['a', 'b', 'c'], (x: number, [a, b]: number[]) => [b! * (x + 1), a! * (x + 1), x * x]],
  ])('the largest eigenvalue of %s, of rank two: against the eigenvalues themselves', async (output, parameters, gradient) => {
    const data = { x: [1, 2], ...(output.includes('z') && { z: [1, 3] }), y: [1, 3] }
    const found = await conditionsOf(model({ parameters, data, output }), { dataAsSymbols: true })
    const { kind, claims, evidence } = exact(found, 'gradient descent')
    expect([kind, evidence.certainty]).toEqual(['closed form', 'proved'])
    const [w, x] = [[0.7, -1.2, 0.4], [0.3, -1.1, 2.2, 0.9]]
    const rows = fromRows(x.map((each) => gradient(each, w)))
    const largest = linearisedFromRows(rows, 1).curvatures.map(({ data: entries }) => entries).reduce((sum, entries) => sum.map((v, i) => v + entries[i]!))
    const { values } = symmetricEigen({ rows: 2, columns: 2, data: largest })
    const there = new Map(parameters.map((name, i) => [found.rate.graph.symbol(name), w[i]!]))
    there.set(found.rate.graph.symbol('N'), x.length)
    for (const { symbol, formula } of found.definitions) {
      if (!freeSymbols(boundOf(claims[0])).has(symbol as SymbolNode)) continue
      const summand = (each: number): number => evaluate(parsed(formula.text, found), new Map([['x_i', each], ['z_i', Math.sin(3 * each)]].map(([name, value]) => [found.rate.graph.symbol(String(name)), Number(value)])))
      there.set(symbol, x.reduce((sum, each) => sum + summand(each), 0))
    }
    expect(evaluate(boundOf(claims[0]), there)).toBeCloseTo((2 * x.length) / values[1]!, 11)
  })
  it('a plain loss of one quantity: its curvature there weighs the samples', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'b'], data: { x: [1, 2, 3], s: [1, 2, '1/2'] }, loss: 's*(1 - cos(x*(a*b - 1)))' }), { dataAsSymbols: true })
    expect(texts(found, 'gradient descent')).toEqual(['eta < 2*N/(T_1*(a^2 + b^2))'])
    expect(texts(found, 'mean square')).toEqual(['eta < 2*T_1/(T_2*(a^2 + b^2))'])
    expect(found.definitions.map(({ formula }) => formula.text)).toEqual(['T_1 = sum_i s_i*x_i^2', 'T_2 = sum_i s_i^2*x_i^4'])
    // The same data written in: 1, 8 and 9/2, of sum 27/2.
    const written = await conditionsOf(model({ parameters: ['a', 'b'], data: { x: [1, 2, 3], s: [1, 2, '1/2'] }, loss: 's*(1 - cos(x*(a*b - 1)))' }))
    expect(texts(written, 'gradient descent')).toEqual(['eta < 4/(9*(a^2 + b^2))'])
    expect(found.hypotheses[0]).toContain('a*b - 1 is 0 at the point')
  })
  it.each(['(x*(a*b - 1))^4', 'x*(a*b - 1)^2 + (a - b)^2', 'x*(1 - (a*b - 1)^2)'])('no data as symbols for %s', async (loss) => {
    const found = await conditionsOf(model({ parameters: ['a', 'b'], data: { x: [1, 2] }, loss }), { dataAsSymbols: true })
    expect(found.conditions).toEqual([])
    expect(found.notes).toEqual([expect.stringContaining('one quantity alone')])
  })

  it('a model whose gradients are not parallel still gives inequalities in its symbols', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'w'], data: { x: [1, 2], y: [1, 2] }, output: 'a*tanh(w*x)' }), { dataAsSymbols: true })
    const enough = found.conditions.find(({ notion, says }) => notion === 'almost surely' && says === 'stable when')!
    expect(enough.formulas[0]!.text).toMatch(/for every i$/)
    expect(found.conditions.map(({ notion, says }) => `${notion}: ${says}`)).toContain('mean square: stable exactly when')
  })
}) // prettier-ignore

describe('two samples', () => {
  const constant = (x: number): Expression => third.graph.constant(String(x))
  const third = model({ parameters: ['a', 'b', 'c'], residuals: ['a*b - 1', '3/5*a + 4/5*c - 7/5'], points: { p: { a: 1, b: 1, c: 1 } } })
  it('W3: thresholds and exponents at the projections', async () => {
    const found = await conditionsOf(third)
    expect(numberAt(found, 'gradient descent', third, 'p')).toBeCloseTo(1.753597640023, 11)
    expect(numberAt(found, 'mean square', third, 'p')).toBeCloseTo(1.055855603308, 11)
    expect(found.exponents.map(({ points }) => points)).toEqual([6, 6])
    const exponent = (own: number, other: number) => exponentByFormula({ ratio: constant(1 - other / own), cosine: constant(0.18) }, new Map())
    expect([exponent(2, 1), exponent(1, 2)]).toEqual([expect.closeTo(-0.2133864896382902, 14), expect.closeTo(-0.0743811837714033, 14)])
  })
  it('W4: the mean-square threshold is 1 exactly', async () => {
    const fourth = model({ parameters: ['a', 'b', 'c', 'd', 'f'], residuals: ['a*b - 1', 'a + b/5 + 4/5*c + 2/5*d + 2/5*f - 14/5'], points: { p: { a: 1, b: 1, c: 1, d: 1, f: 1 } } })
    const found = await conditionsOf(fourth)
    expect(toText(boundAt(found, 'mean square', fourth, 'p'))).toBe('1')
  })
  it('W2: orthogonal gradients', async () => {
    const second = model({ parameters: ['x', 'y', 'u', 'v'], residuals: ['x*y - 1', 'u*v - 1'], points: { p: { x: 2, y: '1/2', u: 1, v: 1 } } })
    const found = await conditionsOf(second)
    expect(exact(found, 'almost surely').evidence).toMatchObject({ certainty: 'proved', basis: 'gradients of different samples are orthogonal' })
    expect(texts(found, 'almost surely')).toEqual(['eta < 2/max(u^2 + v^2, x^2 + y^2)'])
    expect(numberAt(found, 'gradient descent', second, 'p')).toBeCloseTo(4 / 4.25, 14)
    expect(numberAt(found, 'almost surely', second, 'p')).toBeCloseTo(2 / 4.25, 14)
  })
  it('two parallel samples and an orthogonal one, two at a time: windows of both blocks', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'b', 'd'], residuals: ['a*b - 1', '2*a*b - 2', 'd^2 - 1'] }), { batchSize: 2 })
    expect(found.notes).toEqual([expect.stringMatching(/need exactly parallel gradients/)])
    // (1 − 5h/2)(1 − h/2)(1 − 2h) = −1 at the first end, η = h/(a² + b²); and η < 4/(4d²).
    const [ends] = exact(found, 'almost surely').claims.flatMap((claim) => (claim.form === 'windows' ? [claim.ends.map((end) => evaluate(end, new Map()))] : []))
    for (const h of ends!) expect(Math.abs((1 - 2.5 * h) * (1 - h / 2) * (1 - 2 * h))).toBeCloseTo(1, 9)
    expect(texts(found, 'mean square')[0]).toContain('20/(21*(a^2 + b^2))')
  })
  it('gradients of equal length: almost surely exactly below 2/K₁₁, and ½ log|c| at 1/K₁₁', async () => {
    const found = await conditionsOf(model({ parameters: ['p', 'q', 's'], residuals: ['p - 1', '3/5*p + 4/5*q - 1'] }))
    expect(texts(found, 'almost surely')).toEqual(['eta < 2'])
    expect(texts(found, 'mean square')).toEqual(['eta < 2'])
    // ½ log 0.6
    expect(found.exponents.map(({ exponent }) => exponent.text)).toEqual(['1/4*log(9/25)'])
    const place: Place = { values: new Map(), step: linearisedFromRows(fromRows([[1, 0], [0.6, 0.8]]), 1), law: { count: 2, size: 1, replacement: false }, momentum: 0 }
    expect(meanSquareThreshold(place)).toBeCloseTo(2, 11)
  })
  it('batches with replacement: the cubic equation', async () => {
    const found = await conditionsOf(third, { batchSize: 2, replacement: true })
    const [claim] = exact(found, 'mean square').claims
    expect(claim?.form).toBe('root')
    expect(exact(found, 'mean square').kind).toBe('equation')
  })
}) // prettier-ignore

describe('orthogonal outputs', () => {
  it('both outputs shared by both samples: the worse of two closed forms, by all notions', async () => {
    const pair = model({ parameters: ['a', 'b', 'c', 'd'], data: { x: [1, 2], y: [[1, 2], [2, 4]] }, output: '[a*b*x, c*d*x]' })
    const found = await conditionsOf(pair)
    expect(exact(found, 'mean square').evidence).toMatchObject({ certainty: 'proved', basis: 'K falls into blocks of rows: {1, 3} of rank 1; {2, 4} of rank 1' })
    // κ = s and 4s: 2N/Σκ = 4/5s, 2Σκ/Σκ² = 10/17s and (1 − h)(1 − 4h) = 1 at h = 5/4.
    expect(texts(found, 'gradient descent')).toEqual(['eta < 4/(5*max(a^2 + b^2, c^2 + d^2))'])
    expect(texts(found, 'mean square')).toEqual(['eta < 10/(17*max(a^2 + b^2, c^2 + d^2))'])
    expect(texts(found, 'almost surely')).toEqual(['eta < 5/(4*max(a^2 + b^2, c^2 + d^2))'])
  })
  it('a block of rank two and one of rank one, not equally likely: as the second moments of whole batches', async () => {
    const mixed = model({ parameters: ['a', 'b', 'g', 'c', 'd'], data: { x: [1, 2], y: [[2, 1], [3, 2]] }, output: '[a*b*x + g, c*d*x]', points: { p: { a: 1, b: 1, g: 1, c: 1, d: 1 } } })
    const found = await conditionsOf(mixed, { sampling: [1, 3] })
    expect(exact(found, 'mean square').evidence.basis).toBe('K falls into blocks of rows: {1, 3} of rank 2; {2, 4} of rank 1')
    const jacobian = fromRows([[1, 1, 1, 0, 0], [0, 0, 0, 1, 1], [2, 2, 1, 0, 0], [0, 0, 0, 2, 2]])
    const place: Place = { values: new Map(), step: linearisedFromRows(jacobian, 2), law: { count: 2, size: 1, replacement: false, probabilities: [rational.of(1, 4), rational.of(3, 4)] }, momentum: 0 }
    expect(numberAt(found, 'mean square', mixed, 'p')).toBeCloseTo(meanSquareThreshold(place)!, 11)
  })
  it('terms that vanish on the set leave nothing behind', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'b'], residuals: ['log(a*b)*a*2', 'a*b - 1'] }))
    const all = found.conditions.flatMap(({ formulas, along }) => [...formulas, ...along].map(({ text }) => text))
    expect(all.length).toBeGreaterThan(5)
    for (const text of all) expect(text).not.toMatch(/(?<![\d.])0[*/]/)
  })
}) // prettier-ignore

it.each<[string, Record<string, unknown>, string[]]>([
  ['outputs', { parameters: ['a', 'b', 'c', 'd'], data: { x: [1, 2], y: [[1, 1], [2, 2]] }, output: '[a*b*x, c*d*x]' }, ['eta < 2*N/(S_2*(a^2 + b^2))', 'eta < 2*N/(S_2*(c^2 + d^2))', 'eta < 2*S_2/(S_4*(a^2 + b^2))', 'eta < 2*S_2/(S_4*(c^2 + d^2))', 'prod_i abs(1 - eta*x_i^2*(a^2 + b^2)) < 1', 'prod_i abs(1 - eta*x_i^2*(c^2 + d^2)) < 1']],
  ['residuals, one without data', { parameters: ['a', 'b', 'c', 'd'], data: { x: [1, 2] }, residuals: ['x*(a*b - 1)', 'c*d - 2'] }, ['eta < 2*N/(S_2*(a^2 + b^2))', 'eta < 2/(c^2 + d^2)', 'eta < 2*S_2/(S_4*(a^2 + b^2))', 'eta < 2/(c^2 + d^2)', 'prod_i abs(1 - eta*x_i^2*(a^2 + b^2)) < 1', 'eta < 2/(c^2 + d^2)']],
])('%s with orthogonal gradients and any data have conditions of their own', async (_, text, expected) => {
  const found = await conditionsOf(model(text), { dataAsSymbols: true })
  expect(found.conditions.map(({ kind, says }) => [kind, says])).toEqual(Array(3).fill(['closed form', 'stable exactly when']))
  expect(found.conditions.flatMap(({ formulas }) => formulas.map(({ text }) => text))).toEqual(expected)
  expect(Math.min(...found.conditions.map(({ evidence }) => evidence.points))).toBeGreaterThan(2)
}) // prettier-ignore

describe('growing volumes prove instability', () => {
  const sixth = () => model({ parameters: { u: 4, v: 4 }, data: { x: [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]], y: ['5/2', '-1/2', 2] }, output: 'dot(u.*v, x)' })
  it.each<[string, () => Model, ConditionOptions, string]>([
    ['batches of two', sixth, { batchSize: 2 }, 'prod over all batches S of abs(det(I - 1/2*eta*K_SS)) > 1'],
    // At 0.2 = 1.3·2/13 the step of the second sample alone is singular.
    ['more samples than directions, with replacement', () => model({ parameters: ['a', 'b'], data: { x: [1, 2, 3], z: [1, -1, 2], y: [0, 0, 0] }, output: 'a*x + b*z' }), { batchSize: 2, replacement: true }, 'prod over all batches S, drawn with replacement, of abs(det(I - 1/2*eta*K_SS)) > 1'],
    ['two outputs', () => model({ parameters: { w: 3 }, data: { p: [[2, -1, -1], [1, 1, 0]], q: [[1, -1, 1], [1, 0, 2]], y: [[0, 0], [0, 0]] }, output: '[dot(w, p), dot(w, q)]' }), {}, 'prod_i abs(det(I - eta*K_ii)) > 1'],
    ['any data, any batch', () => model({ parameters: ['a', 'b', 'c'], data: { x: [1, 2], y: [1, 3] }, output: 'a*b*x + c' }), { dataAsSymbols: true, batchSize: 'any', replacement: true }, 'prod over all batches S, drawn with replacement, of abs(det(I - eta/B*K_SS)) > 1'],
  ])('%s', async (_, of, options, text) => {
    const found = await conditionsOf(of(), options)
    const grows = found.conditions.find(({ notion, says }) => notion === 'almost surely' && says === 'unstable when')!
    expect(grows.formulas[0]!.text).toBe(text)
    expect(grows.evidence.points).toBeGreaterThan(2)
  })
  it('a Gram matrix of other gradients is not confirmed', () => {
    const step = linearisedFromRows(fromRows([[1, 0, 1], [0, 2, 1], [1, 1, 0]]), 1)
    const place = (size: number, replacement: boolean): Place => ({ values: new Map(), step, law: { count: 3, size, replacement }, momentum: 0 })
    const right = fromRows([[2, 1, 1], [1, 5, 2], [1, 2, 2]])
    for (const at of [place(2, false), place(2, true)]) {
      expect(compareMatrix('determinant', [at], () => right, 1).agrees).toBe(true)
      // The same eigenvalues, and other principal minors.
      const { values } = symmetricEigen(right)
      const turned = fromRows([0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? values[i]! : 0))))
      expect(compareMatrix('largest eigenvalue', [at], () => turned, 1).agrees).toBe(true)
      expect(compareMatrix('determinant', [at], () => turned, 1).agrees).toBe(false)
    }
  })
}) // prettier-ignore

describe('several samples (W6)', () => {
  const rows = [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]]
  const [u, v] = [[1, 0.5, 1, 0.5], [1, 1, -0.5, 1]]
  const jacobian = fromRows(rows.map((x) => [...x.map((each, j) => each * v[j]!), ...x.map((each, j) => each * u[j]!)]))
  const step = linearisedFromRows(jacobian, 1)
  it.each([[1, false, 0.205790114331], [2, false, 0.342538511029], [2, true, 0.284368123101], [3, false, 0.405391329058]])(
    'the reference gives the mean-square threshold for B = %i, replacement %s', (size, replacement, expected) => {
      const place: Place = { values: new Map(), step, law: { count: 3, size, replacement }, momentum: 0 }
      expect(meanSquareThreshold(place)).toBeCloseTo(expected, 11)
    })
  it('has no closed form: the equations, and what suffices', async () => {
    const sixth = model({ parameters: { u: 4, v: 4 }, data: { x: rows, y: ['5/2', '-1/2', 2] }, output: 'dot(u.*v, x)', points: { p: { u: [1, '1/2', 1, '1/2'], v: [1, 1, '-1/2', 1] } } })
    const found = await conditionsOf(sixth, { budget: within(unlimited, 8000) })
    expect(exact(found, 'mean square').claims).toEqual([{ form: 'matrix', equation: 'second moment' }])
    const enough = found.conditions.find(({ notion, says }) => notion === 'almost surely' && says === 'stable when')!
    expect(enough.at[0]!.formula.text).toBe('eta < 4/21')
  })
}) // prettier-ignore

describe('a general loss of codimension one', () => {
  it('log-cosh: the curvature of each sample on the set', async () => {
    const found = await conditionsOf(await readBundledModel('log-cosh-regression'))
    expect(texts(found, 'gradient descent')).toEqual(['eta < 4/(5*(u^2 + v^2))'])
    expect(texts(found, 'mean square')).toEqual(['eta < 10/(17*(u^2 + v^2))'])
    expect(exact(found, 'gradient descent').evidence.certainty).toBe('proved')
  })
  it('is refused where single samples have slopes on the set', async () => {
    const found = await conditionsOf(
      model({ parameters: ['u', 'v'], data: { s: [1, -1] }, loss: '(u*v - 1)^2 + s*(u*v - 1)' }),
    )
    expect(found.conditions).toEqual([])
    expect(found.notes.join()).toMatch(/slopes/)
  })
  it.each(['(x*(a*b - 1))^4', '((x*(a*b - 1))^2)^2 + (a*b - 1)^6'])(
    'says that the Hessian of %s has rank 0, not that there are slopes',
    async (loss) => {
      const found = await conditionsOf(
        model({ parameters: ['a', 'b'], data: { x: [1, 2] }, loss, points: { p: { a: 1, b: 1 } } }),
      )
      expect(found.conditions).toEqual([])
      expect(found.notes).toEqual([expect.stringMatching(/rank 0/)])
    },
  )
  it('and of residuals that are squares', async () => {
    const found = await conditionsOf(model({ parameters: ['a', 'b'], residuals: ['(a*b - 1)^2'] }))
    expect(found.notes).toEqual([expect.stringMatching(/rank 0/)])
  })
  it('without data, not written as a square', async () => {
    const found = await conditionsOf(model({ parameters: ['u', 'v'], loss: 'log(1 + 3*(u*v - 2)^2)' }))
    expect(texts(found, 'gradient descent')).toEqual(['eta < 1/(3*(u^2 + v^2))'])
  })
})

describe('the check', () => {
  const jacobian = fromRows([[1, 2], [2, 4], [0.5, 1]])
  const { graph } = model({ parameters: ['u'], residuals: ['u'] })
  const [rate, scale] = [graph.symbol('eta', { positive: true }), graph.symbol('s')]
  const place = (size: number, replacement = false): Place => ({ values: new Map([[scale, 5]]), step: linearisedFromRows(jacobian, 1), law: { count: 3, size, replacement }, momentum: 0 })
  // κ = 5, 20, 5/4: Σκ = 105/4, Σκ² = 25 + 400 + 25/16.
  const [first, second] = [5 + 20 + 1.25, 25 + 400 + 1.5625]
  const says = (notion: Notion, bound: number, at = place(1)) =>
    compare({ notion, says: 'stable exactly when', claims: [{ form: 'below', bound: graph.constant(String(bound)) }] }, [at], rate).agrees

  it('accepts the right formulas', () => {
    expect(says('gradient descent', 6 / first)).toBe(true)
    expect(says('mean square', (2 * first) / second)).toBe(true)
    // 2B(N−1)Σκ/((N−B)Σκ² + (B−1)(Σκ)²), and with replacement.
    expect(says('mean square', (8 * first) / (second + first ** 2), place(2))).toBe(true)
    expect(says('mean square', (12 * first) / (3 * second + first ** 2), place(2, true))).toBe(true)
  })
  it.each([2, 0.5, 2 / 3, 3 / 2, 1 + 1e-6, 1 - 1e-6])('refuses them times %f', (factor) => {
    expect(says('gradient descent', (factor * 6) / first)).toBe(false)
    expect(says('mean square', (factor * 2 * first) / second)).toBe(false)
  })
  it('refuses N in place of N − 1, the other way of drawing, and the threshold of gradient descent for SGD', () => {
    expect(says('mean square', (12 * first) / (second + first ** 2), place(2))).toBe(false)
    expect(says('mean square', (12 * first) / (3 * second + first ** 2), place(2))).toBe(false)
    expect(says('mean square', 6 / first)).toBe(false)
  })
  it('refuses a product with a factor too few, a wrong window and what is only sometimes sufficient', () => {
    const factors = (...curvatures: number[]) => curvatures.map((each) => ({ value: graph.sum([graph.one, graph.product([graph.constant(String(-each)), rate])]), times: 1 }))
    const product = (...curvatures: number[]) => compare({ notion: 'almost surely', says: 'stable exactly when', claims: [{ form: 'product', relation: '<', factors: factors(...curvatures) }] }, [place(1)], rate).agrees
    expect(product(5, 20, 1.25)).toBe(true)
    expect(product(5, 20)).toBe(false)
    const enough = (bound: number) => compare({ notion: 'mean square', says: 'stable when', claims: [{ form: 'below', bound: graph.constant(String(bound)) }] }, [place(1)], rate).agrees
    expect(enough(0.1)).toBe(true)
    expect(enough((2.0001 * first) / second)).toBe(false)
  })
}) // prettier-ignore

describe('bundled models', () => {
  it.each(['cubic-factorisation', 'four-layer-chain', 'relu-neuron', 'two-constraints', 'weight-normalisation', ...(isThorough ? ['matrix-factorisation-2x2', 'diagonal-linear-network', 'two-layer-tanh'] : [])])(
    '%s has an exact statement for every notion, in time', async (name) => {
      const before = process.cpuUsage()
      const found = await conditionsOf(await readBundledModel(name))
      // Processor time: other work on the machine does not count.
      expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5)
      for (const notion of ['gradient descent', 'mean square', 'almost surely'] as const) expect(exact(found, notion).formulas.length).toBeGreaterThan(0)
      expect(found.notes).toEqual([])
    })
  it.each(['no-zero-loss', 'separable-classification'])('%s: says why not', async (name) => {
    const found = await conditionsOf(await readBundledModel(name))
    expect(found.conditions).toEqual([])
    expect(found.notes[0]).toMatch(/no point of the zero-loss set/)
  })
  it('ends within a budget', async () => {
    const found = await conditionsOf(await readBundledModel('two-layer-tanh'), { budget: within(unlimited, 200) })
    expect(found.cutShort || found.notes.length > 0).toBe(true)
  })
  it.each<[ConditionOptions, RegExp]>([[{ batchSize: 3 }, /from 1 to 2/], [{ batchSize: 'any' }, /data as symbols/], [{ batchSize: 0.5 }, /whole/]])(
    'refuses %o', async (options, message) => {
      await expect(conditionsOf(await readBundledModel('two-layer-scalar'), options)).rejects.toThrow(message)
    })
}) // prettier-ignore
