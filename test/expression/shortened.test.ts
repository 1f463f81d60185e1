import { describe, expect, it } from 'vitest'
import { hessian } from '../../src/calculus/index.js'
import { createGraph, latexWidth, shortened, toLatex } from '../../src/expression/index.js'
import { tanhNetwork } from '../calculus/tanh-network.js'
import { read } from './samples.js'

const width = (es: readonly { readonly id: number }[]) =>
  es.reduce((sum, e) => sum + latexWidth(toLatex(e as never)), 0)

describe('formulas are shortened', () => {
  it('where one is long and names save a third, as in the Hessian of a network', () => {
    const { loss, symbols } = tanhNetwork(3, 2)
    const entries = hessian(loss, symbols).flat()
    const { parts, expressions } = shortened(entries)!
    const after = width([...expressions, ...parts.flatMap(({ symbol, value }) => [symbol, value])])
    expect(after).toBeLessThan(0.7 * width(entries))
  })

  it.each([
    ['short ones that share much', ['tanh(a*b + c*d)^2*x', 'tanh(a*b + c*d)^2*y', 'tanh(a*b + c*d)^2*z']],
    [
      'long ones that share little',
      [
        'x*tanh(a + b + c)^2*(d*f + g*h + 2*k*l + m*n)*exp(k*l + m*n - d*z)*cos(f + z)*sinh(d*k - 3)',
        'y*tanh(a + b + c)^2*(d*f - g*h - 3*k*m - l*n)*exp(k*m + l*n - d*y)*sin(g + y)*cosh(d*l - 7)',
      ],
    ],
    ['none', []],
  ])('not %s', (_, formulas) => {
    const graph = createGraph()
    expect(shortened(formulas.map((text) => read(graph, text)))).toBeUndefined()
  })
})
