import { describe, expect, it } from 'vitest'
import { type LimitMap, limitMapDifferences } from '../../../src/geometry/index.js'
import type { ModelObject } from '../../../src/model/index.js'
import { solveOde } from '../../../src/numeric/index.js'
import { anyDirection, cubic, mapAt, twoConstraints } from './cases.js'

// Explicit extrapolation up to the time at which e^(−λt) is below rounding: neither the formulas nor the implicit method that
// moves points.
function flowLimit({ landscape, point }: LimitMap): (start: Float64Array) => Float64Array {
  const end = 36 / point.normalEigenvalues[0]!
  return (start) => {
    const { states } = solveOde((_, w, dw) => landscape.gradient(w).forEach((g, i) => (dw[i] = -g)), start, 0, end, { tolerance: 2e-14 }) // prettier-ignore
    return states.at(-1)!
  }
}

const network: ModelObject = {
  title: 'tanh network',
  parameters: { W: [2, 1], b: 2, a: 2 },
  data: { x: [[1], [-2]], y: [0.9, -0.4] },
  output: "a' * tanh(W*x + b)",
}

const models: readonly [string, ModelObject, string, number][] = [
  ['a power', cubic, 'u=1.1,v=0.8264462809917354', 0.1],
  ['a surface', { title: 's', parameters: ['u', 'v', 'w'], residuals: ['u*v + w - 1'] }, 'u=1,v=1/2,w=1/2', 0.5],
  ['two constraints', twoConstraints, 'u=0.64,v=1.5625,w=0.8', 0.3],
  ['a chain of four', { title: 'c', parameters: ['a', 'b', 'c', 'd'], data: { x: [1, 2], y: [1, 2] }, output: 'a*b*c*d*x' }, 'a=1.25,b=1,c=0.8,d=1', 0.1],
  ['a tanh network', network, 'W=[[1],[0.5]],b=[0.1,-0.2],a=[1,0.5]', 0.3],
  ['log-cosh regression', { title: 'l', parameters: ['u', 'v'], data: { x: [1, 2], y: [1, 2] }, output: 'u*v*x', loss: 'log(cosh(output - y))' }, 'u=1.6,v=0.625', 0.2],
  ['a weighted loss that is no square', { title: 'g', parameters: ['u', 'v', 'w'], loss: '(u*v - 1)^2*(1 + u^2)/2 + (w - v)^2*exp(u*w)/2' }, 'u=1,v=1,w=1', 0.1],
  ['weight normalisation', { title: 'n', parameters: { g: 1, w: 2 }, data: { x: [[1, 0], [0, 1]], y: [0.9, 1.2] }, output: 'g[1]*dot(w, x)/norm(w)' }, 'g=[1.5],w=[0.6,0.8]', 0.5],
] // prettier-ignore

describe('derivatives agree with differences of the flow', () => {
  it.each(models)('%s', (_, model, at) => {
    const map = mapAt(model, at)
    const d = map.landscape.dimension
    const [first, second] = limitMapDifferences(map, anyDirection(d, 1), anyDirection(d, 2), { limit: flowLimit(map) }) // prettier-ignore
    expect(first.extrapolated).toBeLessThan(1e-9)
    expect(second.extrapolated).toBeLessThan(1e-7)
    expect(second.size).toBeGreaterThan(0.02)
    expect(first.order).toBeGreaterThan(1.9)
    expect(first.order).toBeLessThan(2.1)
    expect(second.order).toBeGreaterThan(1.9)
    expect(second.order).toBeLessThan(2.1)
  })
  it('with the implicit method too', () => {
    const map = mapAt(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
    const [first, second] = limitMapDifferences(map, anyDirection(3, 1), anyDirection(3, 2))
    expect(first.extrapolated).toBeLessThan(1e-9)
    expect(second.extrapolated).toBeLessThan(1e-7)
  })
})

describe('with a learning rate, derivatives agree with differences of the limit of gradient descent', () => {
  it.each(models)('%s', (_, model, at, learningRate) => {
    const map = mapAt(model, at, { learningRate })
    const d = map.landscape.dimension
    const [a, b] = [anyDirection(d, 1), anyDirection(d, 2)]
    const [first, second] = limitMapDifferences(map, a, b)
    expect(first.extrapolated).toBeLessThan(1e-9)
    expect(second.extrapolated).toBeLessThan(1e-7)
    expect(second.order).toBeGreaterThan(1.9)
    expect(second.order).toBeLessThan(2.1)
  })
  it('and those of the flow do not', () => {
    const map = mapAt(twoConstraints, 'u=0.64,v=1.5625,w=0.8', { learningRate: 0.3 })
    const flow = { ...map, learningRate: 0 }
    const [a, b] = [anyDirection(3, 1), anyDirection(3, 2)]
    const [, right] = limitMapDifferences(map, a, b)
    const [, wrong] = limitMapDifferences(flow, a, b, { limit: (start) => descent(map, start) })
    expect(right.extrapolated).toBeLessThan(1e-7)
    expect(wrong.extrapolated).toBeGreaterThan(0.01)
  })
})

function descent({ landscape, learningRate }: LimitMap, start: Float64Array): Float64Array {
  let w = start
  for (let step = 0; step < 400; step++) {
    const gradient = landscape.gradient(w)
    w = w.map((x, i) => x - learningRate * gradient[i]!)
  }
  return w
}
