import { describe, expect, it } from 'vitest'
import { type Expression, evaluate, rational, toText } from '../../src/expression/index.js'
import { landscapeOf } from '../../src/geometry/index.js'
import { modelFrom } from '../../src/model/index.js'
import { derivationOf } from '../../src/study/index.js'

const dataOf = (count: number) => ({
  x: Array.from({ length: count }, (_, i) => i + 1),
  y: Array.from({ length: count }, (_, i) => 2 * i),
})

describe('what is shown as the derivation', () => {
  it('is that of the loss with few samples written in', async () => {
    const model = modelFrom({ title: 't', parameters: ['a'], data: dataOf(2), output: 'a*x' })
    const { of, gradient } = await derivationOf(landscapeOf(model))
    expect(of).toBe('loss')
    // 1/4 d/da (a² + (2a − 2)²) = (5a − 4)/2.
    expect(evaluate(gradient[0]!, new Map([[model.symbols[0]!, 3]]))).toBe(11 / 2)
  })

  it('is that of one sample when there are many, whose mean is the derivative of the loss', async () => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], data: dataOf(50), output: 'a*b*x' })
    const landscape = landscapeOf(model)
    const { of, loss, gradient, hessian } = await derivationOf(landscape)
    expect(of).toBe('sample')
    expect(toText(gradient[0]!)).toBe('b*x*(a*b*x - y)')
    const w = Float64Array.of(0.3, 2)
    const { data, symbols } = model
    const mean = (e: Expression): number =>
      data!.samples
        .map((sample) => {
          const given = data!.symbols.map((symbol, i) => [symbol, rational.toNumber(sample[i]!)] as const)
          return evaluate(e, new Map([...given, ...symbols.map((symbol, i) => [symbol, w[i]!] as const)]))
        })
        .reduce((sum, value) => sum + value / 50, 0)
    expect(mean(loss)).toBeCloseTo(landscape.loss(w), 9)
    expect(mean(gradient[1]!)).toBeCloseTo(landscape.gradient(w)[1]!, 9)
    expect(mean(hessian[0]![1]!)).toBeCloseTo(landscape.hessian(w).data[1]!, 9)
  })
})
