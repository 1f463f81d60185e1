import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  compileBatch,
  compileEnsemble,
  compileGradient,
  compileHessian,
  compileIteration,
  compileSampleSum,
  compileTape,
  compileWasm,
  contractFourth,
  contractSecond,
  contractThird,
  createGraph,
  derivativeAlong,
  type Expression,
  evaluate,
  formula,
  generatorWords,
  gradient,
  isZero,
  mixedDerivatives,
  ProblemError,
  square,
  substitute,
  subtract,
  symbols,
  toLatex,
  toText,
  wholeMatrix,
} from '../src/engine.js'

const problemOf = (call: () => unknown): ProblemError['problem'] => {
  try {
    call()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the engine', () => {
  const graph = createGraph()
  const [u, v] = ['u', 'v'].map((name) => graph.symbol(name)) as [ReturnType<typeof graph.symbol>, ReturnType<typeof graph.symbol>] // prettier-ignore
  const read = (text: string) => formula(text, graph, { u, v })

  it('reads formulas in numbers, vectors and matrices', () => {
    const [w, M] = [symbols(graph, 'w', 2), symbols(graph, 'M', [2, 3])]
    const names = { w, M, u }
    const product = formula("w'*M*[1; 2; u]", graph, names)
    const entries = 'w[1]*(M[1,1] + 2*M[1,2] + u*M[1,3]) + w[2]*(M[2,1] + 2*M[2,2] + u*M[2,3])'
    expect(isZero(subtract(product, formula(entries, graph, names))).outcome).toBe('proved')
    expect(problemOf(() => formula('[u, v]', graph, { u, v })).code).toBe('not-scalar')
    const unknown = problemOf(() => formula('u*q', graph, { u }))
    expect([unknown.code, unknown.span?.column]).toEqual(['unknown-symbol', 3])
  })

  it('contracts with the symmetric part of a matrix, of numbers too', () => {
    const e = read('u^2*v + u*v^3')
    const contractions = [contractThird, contractFourth, contractSecond] as const
    for (const contract of contractions) {
      const text = (matrix: number[][]) => [contract(e, [u, v], matrix)].flat(2).map(toText)
      expect(text([[0, 1], [0, 0]])).toEqual(text([[0, 0.5], [0.5, 0]])) // prettier-ignore
      expect(text([[1, 3], [-1, 2]])).toEqual(text([[1, 1], [1, 2]])) // prettier-ignore
    }
    expect(contractThird(read('u^2*v'), [u, v], [[0, 1], [0, 0]]).map(toText)).toEqual(['2', '0']) // prettier-ignore
  })

  it('refuses what does not fit in a sentence instead of answering anyway', () => {
    const samples = { symbols: [v], table: new Float64Array(2), count: 5 }
    const of = { loss: read('u^2*v'), variables: [u] }
    const slope = compileGradient({ loss: read('u^2*v'), variables: [u, v] })
    const hessian = compileHessian({ loss: read('u^2*v'), variables: [u, v] })
    const other = createGraph().symbol('u')
    const positive = graph.symbol('p', { positive: true })
    const whole = graph.symbol('n', { integer: true })
    const numbers = (count: number) => new Float64Array(count)
    const ensemble = compileEnsemble({ next: [u], state: [u], parameters: [] })
    for (const call of [
      () => compileGradient({ ...of, samples }),
      () => compileHessian({ ...of, samples: { ...samples, count: 0 } }),
      () => compileSampleSum({ terms: [u], inputs: [u], samples }, 1),
      () => compileBatch({ terms: [u], inputs: [u], samples }),
      () => compileEnsemble({ next: [u], state: [u], parameters: [], samples }),
      () => slope.run(numbers(1), numbers(2)),
      () => slope.run(numbers(3), numbers(2)),
      () => slope.run(numbers(2), numbers(1)),
      () => hessian.upper(numbers(1)),
      () => wholeMatrix(hessian, numbers(2), numbers(3)),
      () => wholeMatrix(hessian, numbers(2), numbers(5)),
      () => compile([u], [u]).run(numbers(0), numbers(1)),
      () => ensemble.run(numbers(2), numbers(0), generatorWords(1, 'p', 1), 3),
      () => add(u, other),
      () => gradient(of.loss, [other]),
      () => compileGradient({ loss: of.loss, variables: [u, v, u] }),
      () => compileHessian({ loss: of.loss, variables: [square(u)] }),
      () => compileEnsemble({ next: [u], state: [u], parameters: [], after: { every: 1.5, next: [u] } }),
      () => ensemble.run(numbers(1), numbers(0), generatorWords(1, 'p', 1), -2),
      () => compileIteration([u], [u], [], []).run(numbers(1), numbers(0), numbers(0), 2.5),
      () => graph.symbol('u', { positive: true }),
      () => formula('sum(a)', graph, { a: [] }),
      () => formula('sum(a)', graph, { a: [[u, v], [u]] }),
      () => formula(3 as unknown as string, graph, {}),
      () => formula('u', graph, undefined as unknown as Record<string, Expression>),
      () => derivativeAlong(of.loss, [u], [1], 1.5),
      () => mixedDerivatives(of.loss, [u], [v], { order: -1 }),
      () => substitute(positive, new Map([[positive, graph.constant(-1)]])),
      () => substitute(positive, new Map([[positive, graph.zero]])),
      () => substitute(whole, new Map([[whole, graph.constant('1/2')]])),
    ])
      expect(problemOf(call).code).toBe('misuse')
  })

  it('names the functions there are for a call of another', () => {
    const call = (name: string) => problemOf(() => graph.call(name as 'exp', [u]))
    expect(call('tanhh')).toMatchObject({ code: 'unknown-function', facts: { nearest: 'tanh' } })
    expect(call('sqrt').facts).toMatchObject({ instead: 'graph.power(x, 1/2)' })
    expect(call('toString').code).toBe('unknown-function')
  })

  // TeX sets {a + b}^{c} as a + b^c.
  it.each([
    ['((u + v)^t)^2', '((u + v)^{t})^{2}'],
    ['((u*v)^t)^2', '((u v)^{t})^{2}'],
    ['((u/v)^t)^2', '\\left(\\left(\\frac{u}{v}\\right)^{t}\\right)^{2}'],
    ['((u^t)^v)^2', '((u^{t})^{v})^{2}'],
    ['((-u)^t)^2', '((-u)^{t})^{2}'],
    ['(u^t)^2', '(u^{t})^{2}'],
    ['((u + v)^t)^(1/2)', '\\sqrt{(u + v)^{t}}'],
    ['exp(u)^2', '(e^{u})^{2}'],
  ])('%s has its brackets in LaTeX', (text, latex) => {
    const t = graph.symbol('t')
    expect(toLatex(formula(text, graph, { u, v, t }))).toBe(latex)
  })

  it('keeps the assumptions with which a symbol was made', () => {
    const s = graph.symbol('s', { positive: true })
    expect(graph.symbol('s')).toBe(s)
    expect(graph.symbol('s', { positive: true })).toBe(s)
    expect(problemOf(() => graph.symbol('s', { positive: false })).code).toBe('misuse')
  })

  // Values from finite differences, which are exact here up to rounding.
  it.each([
    ['max(u, relu(u), abs(u))', [2, 1], [1, 0]],
    ['min(u, -relu(-u), -abs(u))', [-2, 1], [1, 0]],
    ['max(u*v + 3/2, relu(u*v + 3/2))', [0.3, 0.7], [0.7, 0.3]],
    ['max(u + v + 1/10, abs(u + v + 1/10))', [0.31, 0.77], [1, 1]],
    ['max(2*u + v, min(2*u + v, 5))', [0.3, 0.1], [2, 1]],
    ['u^(3/2) + v', [0, 1], [0, 1]],
    ['relu(u)^(3/2)*v', [-1, 2], [0, 0]],
    ['sqrt(relu(u))*relu(u) + v^2', [-1, 2], [0, 4]],
    ['(u^2 + v^2)^(5/2)', [0, 0], [0, 0]],
  ] as const)('differentiates %s as a whole, however it is compiled', (text, point, expected) => {
    const loss = read(text)
    const at = Float64Array.from(point)
    const exact = gradient(loss, [u, v])
    const values = new Map([[u, point[0]], [v, point[1]]]) // prettier-ignore
    expect(exact.map((entry) => evaluate(entry, values))).toEqual(
      expected.map((value) => expect.closeTo(value, 12)),
    )
    for (const kernel of [
      compileGradient({ loss, variables: [u, v] }),
      compile(exact, [u, v]),
      compileTape(exact, [u, v]),
      compileWasm(exact, [u, v]),
    ]) {
      const result = new Float64Array(2)
      kernel.run(at, result)
      expect([...result]).toEqual(expected.map((value) => expect.closeTo(value, 12)))
    }
  })

  it('shares derivatives of equal arguments out so that they add up to 1', () => {
    for (const count of [2, 3, 8])
      for (const name of ['max', 'min']) {
        const w = symbols(graph, `w${count}`, count)
        const slopes = gradient(formula(`${name}(w)`, graph, { w }), w)
        const values = new Map(w.map((symbol) => [symbol, 0.3]))
        const shares = slopes.map((slope) => evaluate(slope, values))
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1)
        expect(Math.min(...shares)).toBeGreaterThan(0)
      }
  })

  it('does not take rounding for a refutation', () => {
    for (const text of [
      '1e-200*(1e-200*exp(140*u) + 1) - 1e-400*exp(140*u) - 1e-200',
      'tan(u + 10^15*pi) - tan(u)',
      'tan(u + 10^18*pi) - tan(u)',
    ])
      expect(isZero(read(text)).outcome).not.toBe('refuted')
    expect(isZero(read('tan(u + 3) - tan(u)')).outcome).toBe('refuted')
  })
})
