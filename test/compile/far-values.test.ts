import { afterEach, describe, expect, it, vi } from 'vitest'
import { gradient } from '../../src/calculus/index.js'
import {
  compile,
  compileBatch,
  compileGradient,
  compileHessian,
  compileHessianVector,
  compileTape,
  compileThirdDerivative,
  compileWasm,
  type Kernel,
  wholeMatrix,
} from '../../src/compile/index.js'
import { createGraph, evaluate, type Expression } from '../../src/expression/index.js'
import { read } from '../expression/samples.js'
import values from './fixtures/far-values.json' with { type: 'json' }

// Made by far-values.py: x, then the function and its first three derivatives there.
const rows = values as unknown as Record<string, [number, number, number, number, number][]>
const formulas = Object.keys(rows)

afterEach(() => vi.unstubAllGlobals())

const run = (kernel: Kernel, ...input: number[]): number => {
  const output = new Float64Array(1)
  kernel.run(Float64Array.from(input), output)
  return output[0]!
}

/** Of the size of the value, or of 1 where it is a difference of such. */
function expectClose(got: number, wanted: number, what: string): void {
  const isClose = Math.abs(got - wanted) <= 4e-15 * Math.max(1, Math.abs(wanted))
  expect(isClose, `${what}: ${got} instead of ${wanted}`).toBe(true)
}

function kernelsOf(loss: Expression, x: Expression): ((at: number) => number)[] {
  const of = { loss, variables: [x] }
  const hessian = compileHessian(of)
  const [value, first, product, third] = [
    compile([loss], [x]),
    compileGradient(of),
    compileHessianVector(of),
    compileThirdDerivative(of),
  ]
  return [
    (at) => run(value, at),
    (at) => run(first, at),
    (at) => run(product, at, 1),
    (at) => run(third, at, 1, 1),
    (at) => {
      const matrix = new Float64Array(1)
      wholeMatrix(hessian, Float64Array.of(at), matrix)
      return matrix[0]!
    },
  ]
}

describe.each(formulas)('%s far from 0', (formula) => {
  const graph = createGraph()
  const x = graph.symbol('x')
  const loss = read(graph, formula)

  it.each(['WebAssembly', 'the interpreter'])('has its value and derivatives in kernels of %s', (backend) => {
    if (backend !== 'WebAssembly') vi.stubGlobal('WebAssembly', undefined)
    const kernels = kernelsOf(loss, x)
    for (const [at, ...orders] of rows[formula]!)
      kernels.forEach((kernel, k) => expectClose(kernel(at), orders[k === 4 ? 2 : k]!, `order ${k} at ${at}`))
  })

  it('has them in means over samples', () => {
    const z = graph.symbol('z')
    const scaledLoss = read(graph, formula.replaceAll(/\bx\b/g, '(x*z)'))
    for (const [at, , first, second] of rows[formula]!) {
      const samples = { symbols: [z], table: Float64Array.of(at, at), count: 2 }
      const of = { loss: scaledLoss, variables: [x], samples }
      const matrix = new Float64Array(1)
      wholeMatrix(compileHessian(of), Float64Array.of(1), matrix)
      const size = Math.max(1, at * at)
      expectClose(run(compileGradient(of), 1) / size, (at * first) / size, `gradient at ${at}`)
      expectClose(matrix[0]! / size, (at * at * second) / size, `Hessian at ${at}`)
    }
  })

  it('has them in the reference evaluation of exact derivatives', () => {
    // Above e^709 a quotient of sums of exponentials has no value in the reference.
    const isQuotient = formula.includes('exp(-2*x)')
    const first = gradient(loss, [x])[0]!
    const second = gradient(first, [x])[0]!
    for (const [at, ...orders] of rows[formula]!) {
      if (isQuotient && Math.abs(at) > 37) continue
      const values = new Map([[x, at]])
      const found = [loss, first, second].map((e) => evaluate(e, values))
      found.forEach((value, order) => expectClose(value, orders[order]!, `order ${order} at ${at}`))
    }
  })
})

it('the logarithm of cosh keeps its digits near 0, in all kernels', () => {
  const graph = createGraph()
  const x = graph.symbol('x')
  const loss = read(graph, 'log(cosh(x))')
  const points = rows['log(cosh(x))']!.filter(([at]) => at !== 0)
  const input = Float64Array.from(points, ([at]) => at)
  const output = new Float64Array(points.length)
  compileBatch({ terms: [loss], inputs: [x] }).run(input, output)
  const [wasm, tape] = [compileWasm([loss], [x]), compileTape([loss], [x])]
  points.forEach(([at, wanted], k) => {
    for (const got of [output[k]!, run(wasm, at), run(tape, at), evaluate(loss, new Map([[x, at]]))])
      expect(Math.abs(got / wanted - 1), `at ${at}`).toBeLessThan(1e-15)
    expect(output[k]).toBe(run(wasm, at))
    expect(run(compileGradient({ loss, variables: [x] }), at)).toBe(
      run(compileWasm([graph.call('tanh', [x])], [x]), at),
    )
  })
})
