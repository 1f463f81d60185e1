import { describe, expect, it } from 'vitest'
import { directional, gradient, hessian } from '../../src/calculus/index.js'
import {
  compileGradient,
  compileHessian,
  compileHessianVector,
  compileTape,
  compileThirdDerivative,
  type HessianKernel,
  type Kernel,
  type Samples,
  wholeMatrix,
} from '../../src/compile/index.js'
import { curvatureTask } from '../../src/compile/curvature.js'
import { tapeCurvature } from '../../src/compile/curvature-tape.js'
import { hessianKernel, tapeHessian } from '../../src/compile/hessian.js'
import { curvatureProgram, gradientProgram, hessianProgram } from '../../src/compile/derivatives/index.js'
import { phased } from '../../src/compile/sample-program.js'
import { tapeWeightedSum } from '../../src/compile/sample-tape.js'
import { tapeKernel } from '../../src/compile/tape.js'
import { wasmCurvature } from '../../src/compile/wasm/curvature.js'
import { wasmWeightedSum } from '../../src/compile/wasm/weighted-sum.js'
import { paired } from '../../src/compile/weighted-samples.js'
import { createGraph, type Expression, formulaText, parseFormula } from '../../src/expression/index.js'

interface Problem {
  readonly loss: Expression
  readonly variables: readonly Expression[]
  readonly data: readonly Expression[]
}

function problem(text: string, variables: readonly string[], data: readonly string[]): Problem {
  const graph = createGraph()
  const [first, second] = [variables, data].map((names) => names.map((name) => graph.symbol(name))) as [
    Expression[],
    Expression[],
  ]
  const known = [...variables, ...data]
  const loss = parseFormula(formulaText(text, 'test'), {
    graph,
    lookup: (name) => (known.includes(name) ? { shape: [], entries: [graph.symbol(name)] } : undefined),
    names: () => ({ parameters: [...variables], data: [...data] }),
  }).entries[0]!
  return { loss, variables: first, data: second }
}

function samplesOf({ data }: Problem, count: number): Samples {
  const table = Float64Array.from({ length: count * data.length }, (_, k) => 0.9 * Math.sin(1.7 * k + 0.3))
  return { symbols: data, table, count }
}

const point = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 0.4 + 0.5 * Math.cos(2.3 * k + 1))

function evaluated(kernel: Kernel, input: Float64Array): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(input, output)
  return output
}

function matrixOf(kernel: HessianKernel, input: Float64Array): Float64Array {
  const output = new Float64Array(kernel.inputs ** 2)
  wholeMatrix(kernel, input, output)
  return output
}

/** The mean over the samples of exact derivatives, evaluated one by one by the interpreter. */
function meanOf(
  terms: readonly Expression[],
  { variables, data }: Problem,
  samples: Samples | undefined,
  input: Float64Array,
): Float64Array {
  const kernel = compileTape(terms, [...variables, ...data])
  const count = samples?.count ?? 1
  const mean = new Float64Array(terms.length)
  for (let sample = 0; sample < count; sample++) {
    const row = samples?.table.subarray(sample * data.length, (sample + 1) * data.length) ?? []
    evaluated(kernel, Float64Array.from([...input, ...row])).forEach(
      (value, k) => (mean[k]! += value / count),
    )
  }
  return mean
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(found.length).toBe(wanted.length)
  const scale = Math.max(1, ...Array.from(wanted, Math.abs))
  Array.from(wanted).forEach((value, k) => {
    if (Number.isNaN(value)) expect(found[k]).toBeNaN()
    else expect(Math.abs(found[k]! - value)).toBeLessThan(2e-13 * scale)
  })
}

const network = (hidden: number): string =>
  Array.from({ length: hidden }, (_, k) => `a${k}*tanh(w${k}*x + b${k})`).join(' + ')
const networkParameters = (hidden: number): string[] =>
  ['a', 'w', 'b'].flatMap((name) => Array.from({ length: hidden }, (_, k) => `${name}${k}`))

const problems: readonly (readonly [string, Problem])[] = [
  ['a square', problem('(u*v*x - y)^2/2', ['u', 'v'], ['x', 'y'])],
  ['a wide network', problem(`(${network(5)} - y)^2/2`, networkParameters(5), ['x', 'y'])],
  ['an odd number of parameters', problem(`(${network(3)} - y)^2/2 + c^4*x`, [...networkParameters(3), 'c'], ['x', 'y'])],
  ['two outputs', problem(`(${network(4)} - y)^2 + (${network(4)} + a0*a1*x)^2`, networkParameters(4), ['x', 'y'])],
  ['a deep network', problem('(c*tanh(a*tanh(u*x + v) + b*tanh(v*x + w)) - y)^2', ['a', 'b', 'c', 'u', 'v', 'w'], ['x', 'y'])],
  ['quotients and roots', problem('sqrt(1 + u^2*x^2)/(2 + v*sin(x)) + u^3/v + log(3 + u*v*y) + u/u', ['u', 'v'], ['x', 'y'])],
  ['powers', problem('(2 + u*x)^y + (1 + v^2)^(1/2)*u^(-3) + exp(-u*v) + 1.5^v', ['u', 'v'], ['x', 'y'])],
  ['kinks', problem('relu(u*x - v) + max(u, v, x) + abs(u - y*v) + leakyrelu(v*y)', ['u', 'v'], ['x', 'y'])],
  ['softmax', problem('logsumexp([u*x, v*x, w*x + u*v]) - u*x', ['u', 'v', 'w'], ['x'])],
  ['a wide softmax', problem(`logsumexp([${[0, 1, 2].map((k) => `${network(3).replaceAll(/a(\d)/g, `s${k}$1`)} + b${k}`).join(', ')}]) - y*(s00*x + b1)`, [...networkParameters(3), ...[0, 1, 2].flatMap((k) => [0, 1, 2].map((i) => `s${k}${i}`))].filter((name) => !name.startsWith('a')), ['x', 'y'])],
  ['softmaxes that mix', problem('logsumexp(u*x, v, w*u, u*x)*logsumexp(u + v, 0, y*w)^2 + logsumexp(logsumexp(u, v*x)^2, w*v)', ['u', 'v', 'w'], ['x', 'y'])],
  ['a linear classifier', problem(`logsumexp([${[0, 1, 2].map((k) => [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `w${k}${i}*x^${i + 1}`).join(' + ')).join(', ')}])`, [0, 1, 2].flatMap((k) => [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `w${k}${i}`)), ['x'])],
  ['gates', problem('gelu(u*x)*swish(v*y) + erf(u*v) + softplus(w*x)*sigmoid(u) + atan(w)*asin(x*u/9)', ['u', 'v', 'w'], ['x', 'y'])],
  ['no dependence on a parameter', problem('u^2*x', ['u', 'v'], ['x'])],
  ['linear', problem('u*x + 3*v', ['u', 'v'], ['x'])],
  ['a square of the sum of many', problem('(a + b + c + d + e + f + g + h + k)^2*x + a*x', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k'], ['x'])],
] // prettier-ignore

describe.each(problems)('derivatives made of machine operations, %s', (_, of) => {
  it.each([1, 2, 7, 8, 19])('agree with exact ones over %s samples', (count) => {
    const { loss, variables } = of
    const samples = samplesOf(of, count)
    const input = point(variables.length)
    const direction = point(2 * variables.length).subarray(variables.length)
    const exact = gradient(loss, variables)
    expectClose(
      evaluated(compileGradient({ loss, variables, samples }), input),
      meanOf(exact, of, samples, input),
    )
    const second = hessian(loss, variables).flat()
    const kernel = compileHessian({ loss, variables, samples })
    expectClose(matrixOf(kernel, input), meanOf(second, of, samples, input))
    // Nothing is left behind by the first evaluation.
    const elsewhere = input.map((value) => value + 0.25)
    expectClose(matrixOf(kernel, elsewhere), meanOf(second, of, samples, elsewhere))
    const { graph } = loss
    const symbols = variables.map((_, k) => graph.symbol(`along${k}`))
    const products = directional(exact, variables, symbols)
    const wanted = meanOf(
      products,
      { ...of, variables: [...variables, ...symbols] },
      samples,
      Float64Array.from([...input, ...direction]),
    )
    expectClose(evaluated(compileHessianVector({ loss, variables, samples }), Float64Array.from([...input, ...direction])), wanted) // prettier-ignore
  })

  it.each([undefined, 1, 3])('of third order agree with exact ones over %s samples', (count) => {
    const { loss } = of
    const samples = count === undefined ? undefined : samplesOf(of, count)
    const variables = samples === undefined ? [...of.variables, ...of.data] : of.variables
    const [u, v] = ['u', 'v'].map((name) => variables.map((_, k) => loss.graph.symbol(`${name}along${k}`))) as [Expression[], Expression[]] // prettier-ignore
    const thirds = directional(directional(gradient(loss, variables), variables, v), variables, u)
    const input = point(3 * variables.length)
    const whole = { loss, variables: [...variables, ...u, ...v], data: samples === undefined ? [] : of.data }
    expectClose(
      evaluated(compileThirdDerivative({ loss, variables, samples }), input),
      meanOf(thirds, whole, samples, input),
    )
  })

  it('agree with exact ones without samples', () => {
    const all = [...of.variables, ...of.data]
    const { loss } = of
    const input = point(all.length)
    const whole = { ...of, variables: all, data: [] }
    const exact = meanOf(gradient(loss, all), whole, undefined, input)
    expectClose(evaluated(compileGradient({ loss, variables: all }), input), exact)
    const { program, entries } = hessianProgram({ loss, variables: all, fixed: [] }, { gradient: true })
    expectClose(evaluated(tapeKernel(program), input).subarray(entries.length), exact)
    const second = meanOf(hessian(loss, all).flat(), whole, undefined, input)
    expectClose(matrixOf(compileHessian({ loss, variables: all }), input), second)
  })
})

describe('two samples at a time in WebAssembly', () => {
  const arithmetic = problem(
    `(${Array.from({ length: 9 }, (_, k) => `a${k}*(w${k}*x + 1/(2 + x^2))`).join(' + ')} - y)^2/2 + sqrt(1 + a0^2*y^2)`,
    Array.from({ length: 9 }, (_, k) => [`a${k}`, `w${k}`]).flat(),
    ['x', 'y'],
  )
  const { loss, variables, data } = arithmetic
  const input = point(variables.length)

  it.each([1, 2, 5, 16, 33])('gives the bits of the interpreter for the gradient, %s samples', (count) => {
    const pairs = paired(samplesOf(arithmetic, count))
    const shape = {
      parameters: variables.length,
      states: 0,
      sums: 0,
      data: 3,
      noise: 0,
      terms: variables.length,
    }
    const task = phased(gradientProgram({ loss, variables, fixed: data, isWeighted: true }), shape)
    expect(evaluated(wasmWeightedSum(task, pairs), input)).toEqual(
      evaluated(tapeWeightedSum(task, pairs), input),
    )
  })

  it.each([1, 2, 5, 8, 16, 33])('agrees with the interpreter for the Hessian, %s samples', (count) => {
    const pairs = paired(samplesOf(arithmetic, count))
    const derived = curvatureProgram({ loss, variables, fixed: data, isWeighted: true })
    expect(derived.outerProducts).toHaveLength(1)
    const task = curvatureTask(derived, variables.length, 2)
    expectClose(matrixOf(wasmCurvature(task, pairs), input), matrixOf(tapeCurvature(task, pairs), input))
  })
})

describe('the form with outer products', () => {
  it('grows with the number of parameters, not with its square', () => {
    const sizes = [10, 20, 40].map((hidden) => {
      const { loss, variables, data } = problem(`(${network(hidden)} - y)^2/2`, networkParameters(hidden), [
        'x',
        'y',
      ])
      return curvatureProgram({ loss, variables, fixed: data }).program.operations.length
    })
    expect(sizes[2]! / sizes[0]!).toBeLessThan(4.2)
  })
})

describe('outer products without samples', () => {
  /** Residuals of a network at so many inputs, written out; every fourth misses the last unit. */
  const residuals = (hidden: number, count: number) =>
    Array.from({ length: count }, (_, k) => {
      const at = (units: number) => network(units).replaceAll('x', `(${(k - 2) / 7})`)
      return `(${at(k % 4 === 3 ? hidden - 1 : hidden)} - ${k / 9})^2`
    }).join(' + ')
  const cases: [string, string, string[], number[]][] = [
    ['few, written out', residuals(4, 3), networkParameters(4), []],
    ['one wide', `sin(${network(18).replaceAll('x', '0.7')} - 1) + a0*w1`, networkParameters(18), [1]],
    ['more than are taken at once', residuals(9, 11), networkParameters(9), [11]],
    ['an odd number of parameters', `${residuals(9, 8)} + c^4*a0 + exp(c)`, [...networkParameters(9), 'c'], [8]],
    ['two groups', `${residuals(8, 7)} + ${residuals(7, 9).replaceAll(/\b([abwv])(\d)/g, '$1$1$2')}`,
      [...networkParameters(8), ...networkParameters(7).map((name) => name.replace(/^(.)/, '$1$1'))], [7, 9]],
  ] // prettier-ignore

  it.each(cases)('%s: both backends agree with exact derivatives', (_, text, names, counts) => {
    const { loss, variables } = problem(text, names, [])
    const derived = hessianProgram({ loss, variables, fixed: [] }, { gradient: true })
    expect(derived.groups.map(({ count }) => count)).toEqual(counts)
    const second = hessian(loss, variables).flat()
    const whole = { loss, variables, data: [] }
    const kernels = [compileHessian({ loss, variables }), hessianKernel(derived, variables.length), tapeHessian(derived, variables.length)] // prettier-ignore
    for (const shift of [0, 0.3]) {
      const input = point(variables.length).map((value) => value + shift)
      const exact = meanOf(second, whole, undefined, input)
      for (const kernel of kernels) expectClose(matrixOf(kernel, input), exact)
      const slopes = evaluated(tapeKernel(derived.program), input).subarray(-variables.length)
      expectClose(slopes, meanOf(gradient(loss, variables), whole, undefined, input))
    }
  })

  it('grow with the number of parameters, not with its square', () => {
    const sizes = [10, 20, 40].map((hidden) => {
      const { loss, variables } = problem(residuals(hidden, 12), networkParameters(hidden), [])
      const { program } = hessianProgram({ loss, variables, fixed: [] }, { gradient: false })
      return program.operations.length
    })
    expect(sizes[2]! / sizes[0]!).toBeLessThan(4.2)
  })
})
