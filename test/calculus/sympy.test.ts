import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gradient, hessian } from '../../src/calculus/index.js'
import { compile, compileTape } from '../../src/compile/index.js'
import { constantValue, evaluate, substituteAll } from '../../src/expression/index.js'
import { formula } from './formula.js'

interface Case {
  readonly formula: string
  readonly point: readonly number[]
  readonly exactPoint: readonly string[]
  readonly value: number
  readonly gradient: readonly number[]
  readonly hessian: readonly (readonly number[])[]
}

const cases = JSON.parse(
  readFileSync(new URL('fixtures/derivatives.json', import.meta.url), 'utf8'),
) as readonly Case[]

describe('values, gradients and Hessians agree with SymPy', () => {
  it.each(cases.map((one) => [one.formula, one.exactPoint.join(', '), one] as const))(
    '%s at (%s)',
    (text, _, expected) => {
      const e = formula(text)
      const symbols = ['x', 'y', 'z'].map((name) => e.graph.symbol(name))
      const derived = [e, ...gradient(e, symbols), ...hessian(e, symbols).flat()]
      const wanted = [expected.value, ...expected.gradient, ...expected.hessian.flat()]
      const size = Math.max(...wanted.map(Math.abs))

      const replacements = new Map(
        symbols.map((symbol, i) => [symbol, e.graph.constant(expected.exactPoint[i]!)]),
      )
      const exactly = substituteAll(derived, replacements).map((entry) => evaluate(entry, new Map()))
      const output = derived.map(() => new Float64Array(derived.length))
      compileTape(derived, symbols).run(Float64Array.from(expected.point), output[0]!)
      compile(derived, symbols).run(Float64Array.from(expected.point), output[1]!)
      for (const values of [exactly, output[0]!, output[1]!])
        wanted.forEach((value, i) => expect(Math.abs(values[i]! - value)).toBeLessThan(2e-14 * size))
    },
  )

  it('and rational functions exactly', () => {
    const e = formula('1/(1 + 1/(x + 1/(y + 1/z)))')
    const symbols = ['x', 'y', 'z'].map((name) => e.graph.symbol(name))
    const at = new Map(symbols.map((symbol, i) => [symbol, e.graph.constant(i + 1)]))
    // With t = y + 1/z = 7/3 and s = x + 1/t = 10/7: ∂x = 1/(s + 1)² = 49/289, ∂y = −∂x/t², ∂z = ∂x/(t z)².
    expect(substituteAll(gradient(e, symbols), at).map(constantValue)).toEqual(
      ['49/289', '-9/289', '1/289'].map((text) => constantValue(e.graph.constant(text))),
    )
  })
})
