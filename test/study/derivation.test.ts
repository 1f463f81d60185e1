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

  it('holds only what is asked for, and only that is worked on', async () => {
    const model = modelFrom({ title: 't', parameters: ['a'], data: dataOf(2), output: 'a*x' })
    const seen: string[] = []
    const { loss, gradient, hessian } = await derivationOf(landscapeOf(model), {
      suggest: async (e) => {
        seen.push(toText(e))
        return undefined
      },
      only: ['loss'],
    })
    expect(seen).toEqual([toText(loss)])
    expect([gradient, hessian]).toEqual([[], []])
  })

  it('can be that of one sample where there are few', async () => {
    const model = modelFrom({ title: 't', parameters: ['a'], data: dataOf(2), output: 'a*x' })
    const { of, gradient } = await derivationOf(landscapeOf(model), { perSample: true })
    expect([of, ...gradient.map(toText)]).toEqual(['sample', 'x*(a*x - y)'])
  })

  it('cancels the derivatives, and not the loss, where denominators are not 0, and names these', async () => {
    const loss = '(a/(a^2 + b^2)*(a^2 + b^2) - 1)^2/2 + relu(b)'
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], loss })
    const derivation = await derivationOf(landscapeOf(model))
    expect(derivation.poles.map(toText)).toEqual(['a^2 + b^2'])
    expect([...derivation.gradient, ...derivation.hessian.flat()].map(toText)).toEqual([
      'a - 1',
      '1/2*(sign(b) + 1)',
      '1',
      '0',
      '0',
      '0',
    ])
    const at = new Map(model.symbols.map((symbol) => [symbol, 0]))
    expect(evaluate(derivation.loss, at)).not.toSatisfy(Number.isFinite)
    expect([derivation.kinks.map(toText), derivation.averaged]).toEqual([['b'], true])
  })

  it.each([
    ['abs(a)', true],
    ['a/sqrt(a^2 + b^2)', false],
    ['a^2/b', false],
    ['max(a, b)/b', true],
  ])('of %s has the mean of two sides somewhere: %s', async (loss, averaged) => {
    const model = modelFrom({ title: 't', parameters: ['a', 'b'], loss })
    expect((await derivationOf(landscapeOf(model))).averaged).toBe(averaged)
  })

  it('names the sets of kinks once each, and those only that parameters reach', async () => {
    const kinksOf = async (loss: string) => {
      const model = modelFrom({ title: 't', parameters: ['a', 'b'], data: { x: [1, 2, 3] }, loss })
      return (await derivationOf(landscapeOf(model), { perSample: true })).kinks.map(toText)
    }
    expect(await kinksOf('abs(a)*relu(-a) + relu(a - b*x) + relu(b*x - a) + abs(x)')).toEqual([
      'a',
      'a - b*x',
    ])
    expect(await kinksOf('tanh(a*x) + softplus(b)')).toEqual([])
  })

  it.each(['3*abs(a) + a', 'relu(a)', 'leakyrelu(a)', 'max(a, 2*a)', 'min(a, -a)', 'relu(2 - 2*a - 2)'])(
    'has at the kink of %s the mean of both sides',
    async (loss) => {
      const model = modelFrom({ title: 't', parameters: ['a'], loss })
      const landscape = landscapeOf(model)
      const { gradient, kinks } = await derivationOf(landscape)
      expect(kinks.length).toBeGreaterThan(0)
      const at = (a: number) => landscape.loss(Float64Array.of(a))
      // The losses are linear on both sides.
      expect(evaluate(gradient[0]!, new Map([[model.symbols[0]!, 0]]))).toBeCloseTo((at(1) - at(-1)) / 2, 14)
    },
  )
})
